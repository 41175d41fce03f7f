/** One plan: the terms that hold now, the history of its terms, and what can be changed. */
import { Descriptions, Flex, Tag } from 'antd';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { Card } from '../../../ui/Card.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { useFormat } from '../../../ui/format.ts';
import { Page } from '../../../ui/Page.tsx';
import { SheetTable } from '../../../ui/SheetTable.tsx';
import { Loaded } from '../../../ui/states.tsx';
import { AllowanceList, useAllowanceText } from './AllowanceList.tsx';
import { ChangeTerms, MovePlan, RenamePlan } from './PlanActions.tsx';
import { words } from './words.ts';

type Plan = Schemas['PlanAnswered'];
type Terms = Schemas['TermsShown'];

export function Component() {
  const { id = '' } = useParams();
  const asked = remote.useQuery('get', '/v1/operator/plans/{plan_id}', { params: { path: { plan_id: id } } });
  return <Loaded query={asked}>{(plan) => <Detail plan={plan} />}</Loaded>;
}

function Detail({ plan }: { plan: Plan }) {
  const t = useWords(words);
  const name = useName();
  const { terms } = plan;
  const history = remote.useQuery('get', '/v1/operator/plans/{plan_id}/terms', {
    params: { path: { plan_id: plan.id } },
  });
  const items = [
    { key: 'code', label: t('code'), children: <code>{plan.code}</code> },
    { key: 'tenants', label: t('tenants'), children: plan.tenants },
    { key: 'from', label: t('from'), children: terms.from_month },
    { key: 'weight', label: t('weight'), children: terms.weight },
  ];
  return (
    <Page
      title={name(plan)}
      mark={<Tag color={plan.retired_at ? 'default' : 'success'}>{t(plan.retired_at ? 'retired' : 'open')}</Tag>}
      back="/operator/plans"
      actions={
        <Flex gap={8} wrap>
          <RenamePlan plan={plan} />
          <MovePlan plan={plan} />
          {!plan.retired_at && <ChangeTerms plan={plan} />}
        </Flex>
      }
    >
      <Card title={t('termsNow')} style={{ marginBottom: 16 }}>
        <Descriptions column={{ xs: 1, md: 2 }} items={items} />
        <div style={{ borderTop: '1px solid var(--line)', marginTop: 8, paddingTop: 14 }}>
          <AllowanceList allowances={terms.allowances} />
        </div>
      </Card>
      <Card title={t('history')} isTight>
        <Loaded query={history} rows={3}>
          {(rows) => <History rows={rows} now={terms.number} />}
        </Loaded>
      </Card>
    </Page>
  );
}

function History({ rows, now }: { rows: readonly Terms[]; now: number }) {
  const t = useWords(words);
  const format = useFormat();
  const inWords = useAllowanceText();
  const columns = useMemo<Columns<Terms>>(
    () => [
      {
        key: 'version',
        title: t('version'),
        value: (row) => row.number,
        render: (row) => (
          <span>
            {row.number} {row.number === now && <Tag color="processing">{t('termsNow')}</Tag>}
          </span>
        ),
      },
      { key: 'from', title: t('from'), value: (row) => row.from_month },
      {
        key: 'allowances',
        title: t('allowances'),
        value: (row) => inWords(row.allowances),
        render: (row) => <AllowanceList allowances={row.allowances} isShort />,
      },
      { key: 'weight', title: t('weightShort'), align: 'end', value: (row) => row.weight },
      { key: 'reason', title: t('reason'), value: (row) => row.reason },
      {
        key: 'by',
        title: t('by'),
        value: (row) => `${row.operator_name} ${format.instant(row.created_at)}`,
        render: (row) => (
          <span>
            {row.operator_name}
            <br />
            <small className="muted">{format.instant(row.created_at)}</small>
          </span>
        ),
      },
    ],
    [t, format, inWords, now],
  );
  return (
    <SheetTable
      id="plan.history"
      title={t('history')}
      rows={rows}
      columns={columns}
      rowKey={(row) => String(row.number)}
    />
  );
}
