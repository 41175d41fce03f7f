/** How answers are kept: briefly, asked for again when passing trouble ends, and never across sessions. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from '../api/problem.ts';

const FRESH = 10_000;
const TRIES = 2;

/** The cache of answers; a session that has ended sends its owner to the login. */
export function newCache(): QueryClient {
  const cache = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        const isSession = query.queryKey[1] === '/v1/sessions/current';
        if (error instanceof Problem && error.status === 401 && !isSession) {
          void cache.resetQueries({ queryKey: ['get', '/v1/sessions/current'] });
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH,
        refetchOnWindowFocus: true,
        retry: (failures, error) => (!(error instanceof Problem) || error.isPassing) && failures < TRIES,
      },
      mutations: { retry: false },
    },
  });
  return cache;
}
