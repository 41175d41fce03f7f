/** One count: how far it is, its counting desk while somebody counts, then its differences. */
import { Alert, Descriptions, Progress, Tag } from 'antd';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { type Session, useSession } from '../../app/session.tsx';
import { Card } from '../../ui/Card.tsx';
import { COUNT_STATES, COUNT_TONES, ROLES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { CountActions } from './CountActions.tsx';
import { CountingDesk } from './CountingDesk.tsx';
import { Differences } from './Differences.tsx';
import { words } from './words.ts';

type Count = Schemas['Count'];

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/stock-counts/{count_id}', { params: { path: { count_id: id } } });
  return <Loaded query={asked}>{(count) => <Detail count={count} />}</Loaded>;
}

const isEntering = ({ state }: Count): boolean => state === 'open' || state === 'counting' || state === 'recount';

/** Whether the books may be seen beside the count; the server holds the same rule. */
function mayCompare(count: Count, can: Session['can']): boolean {
  if (!(count.plan.blind ?? true) || can('counts.approve') || !can('counts.enter')) return true;
  return can('counts.manage') && !isEntering(count);
}

function Detail({ count }: { count: Count }) {
  const t = useWords(words);
  const domain = useDomain();
  const { can } = useSession();
  const { nameOf } = useWarehouses();
  const isFirst = count.state === 'open' || count.state === 'counting';
  const isSeen = mayCompare(count, can);
  return (
    <Page
      title={t('title', { warehouse: count.warehouse_code })}
      mark={<Tag color={COUNT_TONES[count.state]}>{domain(COUNT_STATES, count.state)}</Tag>}
      hint={nameOf(count.warehouse_id)}
      back="/stock-counts"
      record={count.id}
      actions={<CountActions count={count} isEntering={isEntering(count)} isSeen={isSeen && !isFirst} />}
    >
      <Summary count={count} />
      {isEntering(count) && can('counts.enter') && <CountingDesk key={isFirst ? 'first' : 'again'} count={count} />}
      {!isFirst && isSeen && <Differences count={count} />}
      {!isEntering(count) && !isSeen && <Alert type="info" showIcon title={t('hidden')} />}
    </Page>
  );
}

function Summary({ count }: { count: Count }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { recount, approver, blind = true } = count.plan;
  const limits = [
    recount?.quantity === null || recount?.quantity === undefined ? '' : `${t('byQuantity')} ${recount.quantity}`,
    recount?.percent ? `${recount.percent}%` : '',
    recount?.value ? `${t('byValue')} ${recount.value}` : '',
  ].filter(Boolean);
  const share = count.lines ? Math.round((count.entered / count.lines) * 100) : 0;
  const items = [
    {
      key: 'progress',
      label: t('progress'),
      children: (
        <div style={{ width: '100%' }}>
          <Progress
            percent={share}
            size="small"
            format={() => `${count.entered}/${count.lines}`}
            aria-label={t('progress')}
            style={{ maxWidth: 260 }}
          />
          {count.to_recount > 0 && <span className="wanted">{t('toRecount', { count: count.to_recount })}</span>}
        </div>
      ),
    },
    { key: 'begun', label: t('begun'), children: format.instant(count.opened_at) },
    { key: 'blind', label: t('blind'), children: blind ? t('blindHint') : '—' },
    { key: 'limits', label: t('thresholds'), children: limits.join(' · ') || '—' },
    {
      key: 'approver',
      label: t('approver'),
      children: approver ? domain(ROLES, approver as Schemas['Role']) : t('anyApprover'),
    },
    ...(count.approved_at
      ? [{ key: 'approved', label: t('approvedAt'), children: format.instant(count.approved_at) }]
      : []),
    ...(count.note ? [{ key: 'note', label: t('note'), children: count.note }] : []),
  ];
  return (
    <Card style={{ marginBottom: 16 }}>
      <Descriptions column={{ xs: 1, md: 2 }} size="small" items={items} />
    </Card>
  );
}
