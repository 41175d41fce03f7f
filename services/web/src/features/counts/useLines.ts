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

const keyOf = (count: Count) => ['list', `/v1/stock-counts/${count.id}/lines-to-count`, count.state === 'recount'];

/** Every line, or in a recount those that are counted again. */
export function useLines(count: Count) {
  const isAgain = count.state === 'recount';
  return useQuery<Lines>({
    queryKey: keyOf(count),
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
  const all = useEnterAll(count, ([entry]) => entry && then(entry));
  return { isPending: all.isPending, mutate: (entry: Entry) => all.mutate([entry]) };
}

/** Entering lines; what is known here of them is changed in place, since asking for all lines again takes too long. */
export function useEnterAll(count: Count, then: (entries: readonly Entry[]) => void) {
  const cache = useQueryClient();
  const params = { path: { count_id: count.id } };
  const { queryKey } = remote.queryOptions('get', '/v1/stock-counts/{count_id}', { params });
  return useAct({
    run: (entries: readonly Entry[]) =>
      body(
        api.POST('/v1/stock-counts/{count_id}/entries', {
          params: { ...params, header: { 'Idempotency-Key': newKey() } },
          body: { lines: entries.map(({ line, quantity }) => ({ number: line.number, quantity })) },
        }),
      ),
    then: (changed, entries) => {
      const state = count.state === 'recount' ? 'recounted' : 'counted';
      cache.setQueryData<Lines>(keyOf(count), (known) => {
        const after = new Map(
          entries.map(({ line, quantity }) => [line.number, { ...line, state, quantity } as const]),
        );
        return known && { ...known, rows: known.rows.map((one) => after.get(one.number) ?? one) };
      });
      cache.setQueryData(queryKey, changed);
      then(entries);
    },
  });
}

/** Entering a part that lay there and is not on the sheet. */
export function useFind(count: Count, then: (found: Schemas['FoundPart']) => void) {
  const cache = useQueryClient();
  return useAct({
    run: (found: Schemas['FoundPart']) =>
      api.POST('/v1/stock-counts/{count_id}/entries', {
        params: { path: { count_id: count.id }, header: { 'Idempotency-Key': newKey() } },
        body: { finds: [found] },
      }),
    then: (_, found) => {
      forget(cache, ['/v1/stock-counts']);
      then(found);
    },
  });
}
