/** A policy document as the editor sees it: values by path, and the schema that says what may stand there. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Fields = { [key: string]: Json };
export type Path = readonly (string | number)[];

export interface Shape {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly string[];
  readonly $ref?: string;
  readonly anyOf?: readonly Shape[];
  readonly items?: Shape;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly title?: string;
}

export interface Schema extends Shape {
  readonly $defs: Readonly<Record<string, Shape>>;
}

/** A place that is wrong, with what to do about it. */
export interface Wrong {
  readonly pointer: string;
  readonly say: string;
}

export const isFields = (value: Json | undefined): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value is a text in both languages. */
export const isText = (value: Json | undefined): value is { zh: string; en: string } =>
  isFields(value) && Object.keys(value).length === 2 && typeof value.zh === 'string' && typeof value.en === 'string';

/** A path as JSON Pointer. */
export const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`).join('');

/** Whether a pointer is a place or lies below it. */
export const isWithin = (pointer: string, place: string): boolean =>
  pointer === place || pointer.startsWith(`${place}/`);

/** The value at a path. */
export function at(value: Json | undefined, path: Path): Json | undefined {
  return path.reduce<Json | undefined>((here, step) => {
    if (Array.isArray(here)) return here[Number(step)];
    return isFields(here) ? here[step] : undefined;
  }, value);
}

/** The document with another value at a path; without one, what stands there is gone. */
export function put(value: Json | undefined, path: Path, next: Json | undefined): Json {
  const [step, ...rest] = path;
  if (step === undefined) return next ?? null;
  if (Array.isArray(value)) {
    const copy = [...value];
    if (!rest.length && next === undefined) copy.splice(Number(step), 1);
    else copy[Number(step)] = put(copy[Number(step)], rest, next);
    return copy;
  }
  const fields: Fields = isFields(value) ? { ...value } : {};
  if (!rest.length && next === undefined) {
    return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== step));
  }
  return { ...fields, [step]: put(fields[step], rest, next) };
}

/** What may stand at a place, once references are followed and "or nothing" is set aside. */
export function shapeOf(shape: Shape | undefined, schema: Schema): Shape {
  if (!shape) return {};
  if (shape.$ref) return shapeOf(schema.$defs[shape.$ref.split('/').pop() ?? ''], schema);
  const others = shape.anyOf?.filter((one) => one.type !== 'null');
  return others?.length === 1 ? shapeOf(others[0], schema) : shape;
}

/** The shape of the whole document. */
export const rootOf = (schema: Schema): Shape => shapeOf({ $ref: schema.$ref ?? '' }, schema);

/** Whether something may be left out. */
export const isOptional = (parent: Shape, field: string): boolean => !parent.required?.includes(field);

/** The least that may stand at a place. */
export function beginning(shape: Shape | undefined, schema: Schema): Json {
  const known = shapeOf(shape, schema);
  if (known.enum) return known.enum[0] ?? '';
  if (known.type === 'array') return [];
  if (known.type === 'integer' || known.type === 'number') return 0;
  if (known.type === 'boolean') return false;
  if (known.type === 'string') return '';
  if (known.anyOf) return beginning(known.anyOf[0], schema);
  const fields = (known.required ?? []).map((field) => [field, beginning(known.properties?.[field], schema)] as const);
  return Object.fromEntries(fields);
}

/** How an entry of a section is called. */
export function nameOf(entry: Json | undefined): string {
  if (!isFields(entry)) return '';
  const name = entry.clause ?? entry.code ?? entry.factory ?? entry.event;
  return typeof name === 'string' ? name : '';
}
