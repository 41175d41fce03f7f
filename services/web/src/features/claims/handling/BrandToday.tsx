/** What needs a decision or a hand at the manufacturer's now. */
import { Col, Row } from 'antd';
import { lazy, Suspense } from 'react';
import { Link } from 'react-router';
import { remote, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { Duty } from '../../../ui/Duty.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { RowsCard } from '../../../ui/RowsCard.tsx';
import { Loading } from '../../../ui/states.tsx';
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
  return <Duty title={t(word)} to={`/returns?state=${state}`} page={asked.data} />;
}

function Approvals() {
  const t = useWords(words);
  const nameOf = useNameOf();
  const format = useFormat();
  const query = { state: 'awaiting_approval', limit: FEW } as const;
  const asked = remote.useQuery('get', '/v1/returns', { params: { query } });
  return (
    <RowsCard
      title={t('approvals')}
      extra={<Link to="/returns?state=awaiting_approval">{t('all')}</Link>}
      query={asked}
      rows={({ items }) =>
        items.map((one) => ({
          key: one.id,
          name: one.number,
          to: `/returns/${one.id}`,
          note: nameOf(one, 'dealer_name'),
          figure: <strong>{format.money(one.amount)}</strong>,
          remark: format.ago(one.filed_at),
        }))
      }
      empty={{ title: t('approvalsNone') }}
    />
  );
}
