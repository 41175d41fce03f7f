/** The lines of a count as their counter has them before them, all at once so that a scan finds its line. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api, body, newKey, remote, type Schemas } from '../../api/client.ts';
import { forget, useAct } from '../../ui/act.ts';
import { wholeList } from '../../ui/lists.ts';

type Count = Schemas['Count'];
export type Line = Schemas['LineToCount'];

interface Lines {
  readonly rows: Line[];
  readonly isWhole: boolean;
}

export const isWaiting = (line: Line): boolean => line.state === 'waiting' || line.state === 'recount';

const listOf = (count: Count) => ['list', `/v1/stock-counts/${count.id}/lines-to-count`, count.state === 'recount'];

/** Every line, or in a recount those that are counted again. */
export function useLines(count: Count) {
  const isAgain = count.state === 'recount';
  return useQuery<Lines>({
    queryKey: listOf(count),
    queryFn: async () => {
      const asked = await wholeList((page) => {
        const params = { path: { count_id: count.id }, query: page };
        return body(api.GET('/v1/stock-counts/{count_id}/lines-to-count', { params }));
      });
      if (!isAgain) return asked;
      return { ...asked, rows: asked.rows.filter((one) => one.state === 'recount' || one.state === 'recounted') };
    },
  });
}

export interface Entry {
  readonly line: Line;
  readonly quantity: number;
}

/** Entering one line. */
export function useEnter(count: Count, then: (entry: Entry) => void) {
  const all = useEnterAll<Entered>(count, ({ entries: [entry] }) => entry && then(entry));
  return { isPending: all.isPending, mutate: (entry: Entry) => all.mutate({ entries: [entry], finds: [] }) };
}

/** Entering a part that lay there and is not on the sheet. */
export function useFind(count: Count, then: (found: Schemas['FoundPart']) => void) {
  const all = useEnterAll<Entered>(count, ({ finds: [found] }) => found && then(found));
  return {
    isPending: all.isPending,
    mutate: (found: Schemas['FoundPart']) => all.mutate({ entries: [], finds: [found] }),
  };
}

interface Entered {
  readonly entries: readonly Entry[];
  readonly finds: readonly Schemas['FoundPart'][];
}

/**
 * Entering lines and finds together. What is known here of lines is changed in place, since asking for all lines
 * again takes too long; a find becomes a line, so then they are asked for.
 */
export function useEnterAll<Sent extends Entered>(count: Count, then: (sent: Sent) => void) {
  const cache = useQueryClient();
  const params = { path: { count_id: count.id } };
  const { queryKey } = remote.queryOptions('get', '/v1/stock-counts/{count_id}', { params });
  return useAct({
    run: ({ entries, finds }: Sent) =>
      body(
        api.POST('/v1/stock-counts/{count_id}/entries', {
          params: { ...params, header: { 'Idempotency-Key': newKey() } },
          body: {
            lines: entries.map(({ line, quantity }) => ({ number: line.number, quantity })),
            finds: finds.map(({ part_number, zone, quantity }) => ({ part_number, zone, quantity })),
          },
        }),
      ),
    refused: (problem) => {
      if (problem.code === 'part_already_listed') forget(cache, ['/v1/stock-counts']);
      return false;
    },
    then: (changed, entered) => {
      const state = count.state === 'recount' ? 'recounted' : 'counted';
      cache.setQueryData<Lines>(listOf(count), (known) => {
        const after = new Map(
          entered.entries.map(({ line, quantity }) => [line.number, { ...line, state, quantity } as const]),
        );
        return known && { ...known, rows: known.rows.map((one) => after.get(one.number) ?? one) };
      });
      cache.setQueryData(queryKey, changed);
      if (entered.finds.length) forget(cache, ['/v1/stock-counts']);
      then(entered);
    },
  });
}

/** The part of a code, as it is written or in capitals; null where the catalogue has none. */
export async function partOfCode(code: string): Promise<Schemas['CatalogPart'] | null> {
  for (const text of new Set([code, code.toUpperCase()])) {
    const { items } = await body(api.GET('/v1/parts', { params: { query: { text, limit: 1 } } }));
    const found = items.find((one) => one.number === text);
    if (found) return found;
  }
  return null;
}
