/** What needs a decision or a hand at the manufacturer's now. */
import { Col, Row, Statistic } from 'antd';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { remote, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { Card } from '../../../ui/Card.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { Loaded, Loading, Nothing } from '../../../ui/states.tsx';
import { words } from './words.ts';

const Tasks = lazy(async () => ({ default: (await import('./OpenTasks.tsx')).OpenTasks }));

type Word = keyof typeof words;
const SOME = 50;
const FEW = 8;

const QUEUES: readonly { state: Schemas['ReturnState']; word: Word }[] = [
  { state: 'awaiting_approval', word: 'toApprove' },
  { state: 'shipped', word: 'toReceive' },
  { state: 'received', word: 'toInspect' },
  { state: 'inspected', word: 'toDispose' },
  { state: 'disposed', word: 'toSettle' },
  { state: 'settled', word: 'toClose' },
];

export function BrandToday() {
  const t = useWords(words);
  const { me, can } = useSession();
  return (
    <Page title={t('hello', { name: me.name })} hint={t('helloHint')}>
      <Row gutter={[16, 16]}>
        {QUEUES.map((queue) => (
          <Col key={queue.state} xs={12} md={8} xl={4}>
            <Queue {...queue} />
          </Col>
        ))}
        <Col xs={24} xl={12}>
          <Approvals />
        </Col>
        {can('tasks.work') && (
          <Col xs={24} xl={12}>
            <Suspense fallback={<Loading rows={3} />}>
              <Tasks />
            </Suspense>
          </Col>
        )}
      </Row>
    </Page>
  );
}

function Queue({ state, word }: (typeof QUEUES)[number]) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/returns', { params: { query: { state, limit: SOME } } });
  const count = asked.data?.items.length ?? 0;
  const value = asked.data?.next_cursor ? `${count}+` : count;
  return (
    <Link to={`/returns?state=${state}`} className="duty" data-waiting={count > 0}>
      <Card size="small">
        <Statistic title={t(word)} value={asked.data ? value : '…'} />
      </Card>
    </Link>
  );
}

function Approvals() {
  const t = useWords(words);
  const format = useFormat();
  const query = { state: 'awaiting_approval', limit: FEW } as const;
  const asked = remote.useQuery('get', '/v1/returns', { params: { query } });
  return (
    <Card title={t('approvals')} extra={<Link to="/returns?state=awaiting_approval">{t('all')}</Link>}>
      <Loaded query={asked} rows={3}>
        {({ items }) =>
          items.length ? (
            <ul className="rows">
              {items.map((one) => (
                <li key={one.id}>
                  <span>
                    <Link to={`/returns/${one.id}`}>{one.number}</Link>
                    <small>{one.dealer_name}</small>
                  </span>
                  <span>
                    <strong>{format.money(one.amount)}</strong>
                    <small>{format.ago(one.filed_at)}</small>
                  </span>
                </li>
              ))}
            </ul>
          ) : (
            <Nothing title={t('approvalsNone')} />
          )
        }
      </Loaded>
    </Card>
  );
}
