/** How answers are kept: briefly, asked for again when passing trouble ends, and never across sessions. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { heldPass } from '../api/client.ts';
import { isSessionOver, Problem } from '../api/problem.ts';
import { noteProblem } from './ended.ts';

const FRESH = 10_000;
const TRIES = 2;
const SESSION = '/v1/sessions/current';

/** The cache of answers. A session that ends is told to its owner, who stays where he is; without a network nothing
 * waits in silence: what is asked or done fails at once and says so. */
export function newCache(): QueryClient {
  const cache = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        const address = String(query.queryKey[1]);
        if (address.startsWith('/v1/operator')) return;
        if (address !== SESSION && isSessionOver(error) && heldPass.read()) {
          void cache.resetQueries({ queryKey: ['get', SESSION] });
        } else if (address !== SESSION || query.state.data !== undefined) noteProblem(error);
      },
    }),
    mutationCache: new MutationCache({ onError: noteProblem }),
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: FRESH,
        refetchOnWindowFocus: true,
        retry: (failures, error) => (!(error instanceof Problem) || error.isPassing) && failures < TRIES,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return cache;
}
