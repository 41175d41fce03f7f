/** What every field of the editor knows: the document being changed, its schema, and what is wrong with it. */
import { createContext, useContext } from 'react';
import { type Fields, isWithin, type Json, type Path, pointerOf, type Schema, type Wrong } from './document.ts';

export interface Editing {
  readonly document: Fields;
  readonly schema: Schema | undefined;
  readonly wrong: readonly Wrong[];
  readonly mayEdit: boolean;
  readonly set: (path: Path, value: Json | undefined) => void;
}

export const EditingContext = createContext<Editing | null>(null);

/** The editing around this field. */
export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('a field outside an editor');
  return editing;
}

/** What is wrong at a place, or also below it. */
export function useWrong(path: Path, isDeep: boolean): readonly Wrong[] {
  const { wrong } = useEditing();
  const place = pointerOf(path);
  return wrong.filter((one) => (isDeep ? isWithin(one.pointer, place) : one.pointer === place));
}
