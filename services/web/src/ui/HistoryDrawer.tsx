/** What is known of a record's past: all facts about it, in the order in which they happened. */
import { Button, Collapse, Drawer, Flex } from 'antd';
import { Link } from 'react-router';
import { api, body } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { useActor } from './actors.ts';
import { FactDetails } from './FactDetails.tsx';
import { words as facts } from './facts.ts';
import { useFormat } from './format.ts';
import { useList } from './lists.ts';
import { useIsPhone } from './screen.ts';
import { Loading, Nothing, ProblemState } from './states.tsx';
import { words } from './words.facts.ts';
import { words as shared } from './words.ts';

const WIDTH = 520;

interface Props {
  of: string;
  isOpen: boolean;
  onClose: () => void;
}

export function HistoryDrawer({ of, isOpen, onClose }: Props) {
  const t = useWords(words);
  const s = useWords(shared);
  const isPhone = useIsPhone();
  return (
    <Drawer open={isOpen} title={s('history')} size={isPhone ? '100%' : WIDTH} onClose={onClose} destroyOnHidden>
      <p className="muted" style={{ marginTop: 0 }}>
        {t('historyHint')}
      </p>
      <Happenings of={of} />
      <p>
        <Link to={`/audit?subject=${of}`}>{t('wholeAudit')}</Link>
      </p>
    </Drawer>
  );
}

function Happenings({ of }: { of: string }) {
  const t = useWords(words);
  const say = useWords(facts);
  const actor = useActor();
  const format = useFormat();
  const { query, rows } = useList({
    address: '/v1/facts',
    scope: of,
    ask: (page) => body(api.GET('/v1/facts', { params: { query: { ...page, subject_id: of } } })),
  });
  if (query.error && !query.data) return <ProblemState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (!rows.length) return <Nothing title={t('none')} hint={t('noneHint')} />;
  const items = rows.map((fact) => ({
    key: fact.id,
    label: (
      <Flex vertical>
        <span>{say(fact.name as keyof typeof facts)}</span>
        <small className="muted">
          {format.instant(fact.at)} · {actor(fact)}
        </small>
      </Flex>
    ),
    children: <FactDetails fact={fact} />,
  }));
  return (
    <>
      <Collapse size="small" items={items} />
      {query.hasNextPage && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </Flex>
      )}
    </>
  );
}
