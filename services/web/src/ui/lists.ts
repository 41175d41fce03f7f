/** Lists of the API, page by page: what the table shows and what the export walks through. */
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult } from '@tanstack/react-query';

export interface ListPage<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

/** Asks for one page of a list, under filters that are bound already. */
export type AskPage<Row> = (page: { limit: number; cursor?: string }) => Promise<ListPage<Row>>;

export interface List<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<ListPage<Row>>>;
  readonly rows: readonly Row[];
  readonly ask: AskPage<Row>;
}

interface Wanted<Row> {
  /** The list's address (`/v1/returns`): acts that change it name it. */
  readonly address: string;
  readonly filters?: unknown;
  readonly ask: AskPage<Row>;
  readonly limit?: number;
  readonly enabled?: boolean;
  /** Whether to look again after so many milliseconds, told by the rows that are here. */
  readonly again?: (rows: readonly Row[]) => number | false;
}

/** A list that grows by pages. */
export function useList<Row>(wanted: Wanted<Row>): List<Row> {
  const { address, filters = {}, ask, limit = 50, enabled = true, again } = wanted;
  const query = useInfiniteQuery({
    queryKey: ['list', address, filters, limit],
    queryFn: ({ pageParam }) => ask({ limit, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next_cursor,
    enabled,
    refetchInterval: ({ state }) => again?.(state.data?.pages.flatMap((page) => page.items) ?? []) ?? false,
  });
  return { query, rows: query.data?.pages.flatMap((page) => page.items) ?? [], ask };
}

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
