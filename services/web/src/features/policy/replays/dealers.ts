/** The dealers' names, by id. */
import { useQuery } from '@tanstack/react-query';
import { api, body } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { wholeList } from '../../../ui/lists.ts';
import { words } from './words.ts';

/** A function that says which dealer an id is. */
export function useDealerName(): (id: string | null) => string {
  const t = useWords(words);
  const name = useName();
  const asked = useQuery({
    queryKey: ['list', '/v1/organisations', 'dealers', 'whole'],
    queryFn: async () => {
      const found = await wholeList((page) =>
        body(api.GET('/v1/organisations', { params: { query: { ...page, kind: 'dealer' } } })),
      );
      return new Map(found.rows.map((one) => [one.id, one] as const));
    },
    staleTime: 300_000,
    retry: false,
  });
  const dealers = asked.data;
  return (id) => {
    if (!id) return t('noDealer');
    return name(dealers?.get(id)) || id.slice(0, 8);
  };
}
