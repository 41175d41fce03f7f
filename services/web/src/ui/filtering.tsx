/** What a list may be narrowed by: each filter knows its names in the address, its field, and what it asks of the API. */
import dayjs from 'dayjs';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Schemas } from '../api/client.ts';
import type { Pair } from '../app/words.ts';
import type { Filters, FilterState } from './filters.ts';

const NARROW = 140;
const WIDE = 240;
const PeriodField = lazy(async () => ({ default: (await import('./PeriodField.tsx')).PeriodField }));
const SearchField = lazy(async () => ({ default: (await import('./SearchField.tsx')).SearchField }));
const ChoiceField = lazy(async () => ({ default: (await import('./ChoiceField.tsx')).ChoiceField }));
const OrganisationSelect = lazy(async () => ({
  default: (await import('./OrganisationSelect.tsx')).OrganisationSelect,
}));

/** A field that is fetched where it is offered; it takes its room meanwhile. */
const fetched = (width: number, field: ReactNode) => (
  <Suspense fallback={<span style={{ width, height: 36 }} aria-busy />}>{field}</Suspense>
);

export interface Filter<Query extends object = object> {
  /** Its names in the address. */
  readonly names: readonly string[];
  /** What it asks of the API, given what stands in the address. */
  readonly asks: (values: Filters<string>) => Query;
  /** Where people set it; none for one that only a link sets. */
  readonly field?: (state: FilterState<string>) => ReactNode;
}

/** Filters of a list; one that this person has not may stand there as `false`. */
export type Offered = readonly (Filter | false)[];

/** What filters ask together. */
export type Asked<F extends Offered> = (
  F[number] extends infer One ? (One extends Filter<infer Query> ? (query: Query) => void : never) : never
) extends (query: infer All) => void
  ? All
  : never;

type Part<As extends string, Value extends string> = { readonly [Key in As]?: Value };

function part<As extends string, Value extends string>(as: As, value: string | undefined): Part<As, Value> {
  return (value ? { [as]: value } : {}) as Part<As, Value>;
}

interface Named {
  /** Its name in the address, if not the API's. */
  readonly name?: string;
  readonly label?: string;
  readonly width?: number;
}

/** A filter that is set by links, not in a field. */
export function linkFilter<const As extends string>(as: As, name: string = as): Filter<Part<As, string>> {
  return { names: [name], asks: (values) => part(as, values[name]) };
}

interface OwnField extends Named {
  readonly field: (value: string | undefined, set: (value: string | null) => void) => ReactNode;
}

/** A filter with a field of the page's own. */
export function ownFilter<const As extends string>(as: As, { name = as, field }: OwnField): Filter<Part<As, string>> {
  return {
    names: [name],
    asks: (values) => part(as, values[name]),
    field: ({ values, set }) => field(values[name], (value) => set({ [name]: value })),
  };
}

/** A search box: what was typed is looked for once it is sent off. */
export function textFilter<const As extends string>(as: As, wanted: Named & { label: string; longest?: number }) {
  const { name = 'text', label, width = 200, longest = 40 } = wanted;
  return ownFilter(as, {
    name,
    field: (value = '', set) =>
      fetched(width, <SearchField label={label} width={width} longest={longest} value={value} onSearch={set} />),
  });
}

/** What can be chosen: values of the domain with their words, or options at hand. */
export type Choices<Value extends string> =
  Readonly<Record<Value, Pair>> | readonly { readonly value: Value; readonly label: string }[];

export interface Choice<Value extends string> extends Named {
  /** What stands there while all are shown. */
  readonly any?: string;
  /** What is asked for unless something else is chosen. */
  readonly preset?: Value;
  /** Whether options are looked up by typing. */
  readonly isSearched?: boolean;
}

/** A filter by one value of several. */
export function choiceFilter<const As extends string, Value extends string>(
  as: As,
  choices: Choices<Value>,
  wanted: Choice<Value> = {},
): Filter<Part<As, Value>> {
  const { name = as, preset } = wanted;
  return {
    names: [name],
    asks: (values) => part(as, values[name] ?? preset),
    field: ({ values, set }) =>
      fetched(
        wanted.width ?? NARROW,
        <ChoiceField
          {...wanted}
          choices={choices}
          value={values[name] ?? preset}
          onChange={(value) => set({ [name]: value === preset ? null : value })}
        />,
      ),
  };
}

/** A filter by state. */
export const stateFilter = <Value extends string>(choices: Choices<Value>, wanted: Choice<Value> = {}) =>
  choiceFilter('state', choices, wanted);

interface Place extends Named {
  readonly label: string;
  readonly any?: string;
  readonly kind?: Schemas['OrganisationKind'];
  readonly fits?: (one: Schemas['Organisation']) => boolean;
}

/** A filter by an organisation. */
export function organisationFilter<const As extends string>(as: As, wanted: Place) {
  const { name, label, any = label, kind, fits, width = 200 } = wanted;
  return ownFilter(as, {
    ...(name ? { name } : {}),
    field: (value, set) =>
      fetched(
        width,
        <OrganisationSelect
          allowClear
          kind={kind}
          fits={fits}
          value={value}
          label={label}
          placeholder={any}
          style={{ width }}
          onChange={set}
        />,
      ),
  });
}

/** How a day becomes what the API wants: the day itself, when it begins, or when the next one begins. */
const DAY = {
  same: (day: string) => day,
  begin: (day: string) => dayjs(day).startOf('day').toISOString(),
  next: (day: string) => dayjs(day).add(1, 'day').startOf('day').toISOString(),
} as const;

interface Period {
  readonly label?: string;
  readonly begin?: keyof typeof DAY;
  readonly end?: keyof typeof DAY;
}

/** A filter from a day to a day, both included. */
export function periodFilter<const From extends string, const To extends string>(
  from: From,
  to: To,
  { label, begin = 'begin', end = 'next' }: Period = {},
): Filter<Part<From | To, string>> {
  return {
    names: ['from', 'to'],
    asks: (values) => ({
      ...part<From | To, string>(from, values['from'] && DAY[begin](values['from'])),
      ...part<From | To, string>(to, values['to'] && DAY[end](values['to'])),
    }),
    field: (state) => fetched(WIDE, <PeriodField state={state} label={label} />),
  };
}
