/** How a component speaks: its own words, and the words of both languages that the API sends. */
import { useMemo } from 'react';
import { usePreferences } from './preferences.ts';
import { type Catalogue, type Language, type Pair, say, type Values } from './words.ts';

export type Say<T extends Catalogue> = (key: keyof T, values?: Values) => string;

/** The language now. */
export const useLanguage = (): Language => usePreferences().language;

/** A function that says words of a catalogue in the language now. */
export function useWords<T extends Catalogue>(words: T): Say<T> {
  const language = useLanguage();
  return useMemo(
    () => (key, values) => {
      const pair = words[key];
      return pair ? say(pair, language, values) : String(key);
    },
    [words, language],
  );
}

/** A function that says a single pair in the language now. */
export function useSay(): (pair: Pair, values?: Values) => string {
  const language = useLanguage();
  return useMemo(() => (pair, values) => say(pair, language, values), [language]);
}

/** A text of the policy, which carries both languages. */
export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** A function that reads a text of the API in the language now, or in the other if one is empty. */
export function useText(): (text: Text | null | undefined) => string {
  const language = useLanguage();
  return useMemo(
    () => (text) => (text ? (language === 'zh' ? text.zh || text.en : text.en || text.zh) : ''),
    [language],
  );
}

/** A function that picks a name in the language now: `name` is Chinese, `name_en` may be empty. */
export function useName(): (thing: { name: string; name_en?: string } | null | undefined) => string {
  const language = useLanguage();
  return useMemo(
    () => (thing) => (thing ? (language === 'en' && thing.name_en ? thing.name_en : thing.name) : ''),
    [language],
  );
}

type Named<Field extends string> = Readonly<Partial<Record<Field | `${Field}_en`, string | null>>>;

/** As `useName`, for a name inside something else: `nameOf(row, 'dealer_name')` knows of `dealer_name_en`. */
export function useNameOf(): <Field extends string>(thing: Named<Field>, field: Field) => string {
  const language = useLanguage();
  return useMemo(
    () => (thing, field) => (language === 'en' && thing[`${field}_en`]) || (thing[field] ?? ''),
    [language],
  );
}
