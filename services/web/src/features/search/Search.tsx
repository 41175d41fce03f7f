/** One box for everything that one may see: asked for in parallel, shown by kind. */
import { useQueries } from '@tanstack/react-query';
import { Flex } from 'antd';
import { Card } from '../../ui/Card.tsx';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
import { api, body, type Permission } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { RETURN_STATES, UNIT_STATES, useDomain } from '../../ui/domain.ts';
import { Page } from '../../ui/Page.tsx';
import { Loading, Nothing, ProblemState } from '../../ui/states.tsx';
import { words } from './words.ts';

const SOME = 8;
const LONGEST = 40;

interface Hit {
  readonly id: string;
  readonly to: string;
  readonly name: string;
  readonly remark: ReactNode;
}

interface Source {
  readonly word: keyof typeof words;
  readonly needs: Permission;
  readonly find: (text: string) => Promise<Hit[]>;
}

/** Where is looked, and how what is found is shown. */
function useSources(): readonly Source[] {
  const domain = useDomain();
  return [
    {
      word: 'returns',
      needs: 'returns.read',
      find: async (text) =>
        (await body(api.GET('/v1/returns', { params: { query: { text, limit: SOME } } }))).items.map((one) => ({
          id: one.id,
          to: `/returns/${one.id}`,
          name: one.number,
          remark: `${domain(RETURN_STATES, one.state)} · ${one.dealer_name}`,
        })),
    },
    {
      word: 'units',
      needs: 'units.read',
      find: async (text) =>
        (await body(api.GET('/v1/units', { params: { query: { text, limit: SOME } } }))).items.map((one) => ({
          id: one.id,
          to: `/units/${one.id}`,
          name: one.serial,
          remark: `${one.model_name} · ${domain(UNIT_STATES, one.state)}`,
        })),
    },
    {
      word: 'parts',
      needs: 'catalog.read',
      find: async (text) =>
        (await body(api.GET('/v1/parts', { params: { query: { text, limit: SOME } } }))).items.map((one) => ({
          id: one.id,
          to: `/parts/${one.id}`,
          name: one.number,
          remark: one.name,
        })),
    },
    {
      word: 'models',
      needs: 'catalog.read',
      find: async (text) =>
        (await body(api.GET('/v1/product-models', { params: { query: { text, limit: SOME } } }))).items.map((one) => ({
          id: one.id,
          to: `/product-models/${one.id}`,
          name: one.code,
          remark: one.name,
        })),
    },
    {
      word: 'organisations',
      needs: 'organisations.read',
      find: async (text) =>
        (await body(api.GET('/v1/organisations', { params: { query: { q: text, limit: SOME } } }))).items.map(
          (one) => ({
            id: one.id,
            to: `/organisations/${one.id}`,
            name: one.name,
            remark: one.code,
          }),
        ),
    },
  ];
}

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const [params] = useSearchParams();
  const text = (params.get('q') ?? '').trim().slice(0, LONGEST);
  const sources = useSources().filter((source) => can(source.needs));
  const asked = useQueries({
    queries: sources.map((source) => ({
      queryKey: ['search', source.word, text],
      queryFn: () => source.find(text),
      enabled: text !== '',
    })),
  });
  const failed = asked.find((one) => one.error);
  const isPending = asked.some((one) => one.isPending && one.fetchStatus !== 'idle');
  const isNothing = !isPending && !failed && asked.every((one) => !one.data?.length);
  return (
    <Page title={t('title', { text })} hint={t('hint')}>
      {failed && <ProblemState error={failed.error} onRetry={() => asked.forEach((one) => void one.refetch())} />}
      {isNothing && <Nothing title={t('nothing', { text })} hint={t('nothingHint')} />}
      <Flex vertical gap={16}>
        {sources.map((source, index) => {
          const hits = asked[index]?.data ?? [];
          return hits.length > 0 && <Hits key={source.word} title={t(source.word)} hits={hits} />;
        })}
      </Flex>
      {isPending && <Loading rows={3} />}
    </Page>
  );
}

function Hits({ title, hits }: { title: string; hits: readonly Hit[] }) {
  return (
    <Card title={title} size="small">
      <ul className="rows">
        {hits.map((hit) => (
          <li key={hit.id}>
            <Link to={hit.to}>{hit.name}</Link>
            <small>{hit.remark}</small>
          </li>
        ))}
      </ul>
    </Card>
  );
}
