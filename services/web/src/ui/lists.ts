/** Lists of the API, page by page: what the table shows and what the export walks through. */
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { Asked, Offered } from './filtering.tsx';
import { type FilterState, useFilters } from './filters.ts';

export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

interface PageWanted {
  readonly limit: number;
  readonly cursor?: string;
}

/** Asks for one page of a list, under filters that are bound already. */
export type AskPage<Row> = (page: PageWanted) => Promise<ListPage<Row>>;

export interface List<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>;
  readonly rows: readonly Row[];
  readonly ask: AskPage<Row>;
  readonly offered: Offered;
  /** The filters as they stand in the address; clearing leaves alone what is not a filter of this list. */
  readonly filters: FilterState<string>;
}

interface Wanted<Row, F extends Offered> {
  /** The list's address (`/v1/returns`): acts that change it name it. */
  readonly address: string;
  /** What people may narrow it by. */
  readonly filters?: F;
  /** Whatever else decides which rows are here. */
  readonly scope?: unknown;
  /** Asks the API for a page under what the filters ask. */
  readonly ask: (query: PageWanted & Asked<F>) => Promise<ListPage<Row>>;
  readonly limit?: number;
  readonly enabled?: boolean;
  /** Whether to look again after so many milliseconds, told by the rows that are here. */
  readonly again?: (rows: readonly Row[]) => number | false;
}

/** A list that grows by pages, under filters that live in the address. */
export function useList<Row, const F extends Offered = readonly []>(wanted: Wanted<Row, F>): List<Row> {
  const { address, scope = null, ask, limit = 50, enabled = true, again } = wanted;
  const offered: Offered = wanted.filters ?? [];
  const filters = useOwnFilters(offered.flatMap((one) => (one ? one.names : [])));
  const asked = Object.assign({}, ...offered.map((one) => (one ? one.asks(filters.values) : {}))) as Asked<F>;
  const bound: AskPage<Row> = (page) => ask(Object.assign({}, page, asked));
  const query = useInfiniteQuery({
    queryKey: ['list', address, asked, scope, limit],
    queryFn: ({ pageParam }) => bound({ limit, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled,
    refetchInterval: ({ state }) => again?.(state.data?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.items) ?? [], ask: bound, offered, filters };
}

/** Filters of these names, cleared without touching anything else in the address. */
function useOwnFilters(names: readonly string[]): FilterState<string> {
  const filters = useFilters(names);
  const { set } = filters;
  const key = names.join();
  const clear = useCallback(() => set(Object.fromEntries(key.split(',').map((name) => [name, null]))), [set, key]);
  return { ...filters, clear };
}

/** A list that the API answers whole. */
export const whole = <Row>(rows: readonly Row[]): ListPage<Row> => ({ items: rows, next_cursor: null });

const MOST = 5_000;

/** Every row of a list, or the first few thousand. */
export async function wholeList<Row>(ask: AskPage<Row>): Promise<{ rows: Row[]; isWhole: boolean }> {
  const rows: Row[] = [];
  let cursor: string | null = '';
  while (cursor !== null && rows.length < MOST) {
    const page: ListPage<Row> = await ask({ limit: 200, ...(cursor ? { cursor } : {}) });
    rows.push(...page.items);
    cursor = page.next_cursor;
  }
  return { rows, isWhole: cursor === null };
}
