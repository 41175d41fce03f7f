/** Credits to dealers, newest first. */
import { Select, Tag } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { CREDIT_STATES, useDomain } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { DealerSelect } from './DealerSelect.tsx';
import { words } from './words.ts';

type Credit = Schemas['CreditNote'];

export function Component() {
  const t = useWords(words);
  const domain = useDomain();
  const { isDealer } = useSession();
  const filters = useFilters(['state', 'dealer']);
  const columns = useCreditColumns();
  const { state, dealer } = filters.values;
  const list = useList({
    address: '/v1/credits',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as Schemas['CreditState'] } : {}),
        ...(dealer ? { dealer_id: dealer } : {}),
      };
      return body(api.GET('/v1/credits', { params: { query } }));
    },
  });
  const states = (Object.keys(CREDIT_STATES) as Schemas['CreditState'][]).map((value) => ({
    value,
    label: domain(CREDIT_STATES, value),
  }));
  const tools = (
    <>
      {!isDealer && <DealerSelect value={dealer} onChange={(chosen) => filters.set({ dealer: chosen })} />}
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 140 }}
        options={states}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
    </>
  );
  return (
    <Page title={t('credits')} hint={t('creditsHint')}>
      <DataTable
        id="credits"
        title={t('credits')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} />}
      />
    </Page>
  );
}

function useCreditColumns(): Columns<Credit> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.number,
        render: (row) => <Link to={`/credit-notes/${row.id}`}>{row.number}</Link>,
      },
      {
        key: 'amount',
        title: t('amount'),
        value: (row) => Number(row.amount.amount),
        render: (row) => format.money(row.amount),
        align: 'end',
      },
      { key: 'memo', title: t('memo'), value: (row) => row.memo },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(CREDIT_STATES, row.state),
        render: (row) => (
          <Tag color={row.state === 'posted' ? 'success' : 'default'}>{domain(CREDIT_STATES, row.state)}</Tag>
        ),
      },
      { key: 'posted', title: t('postedAt'), value: (row) => format.instant(row.posted_at) },
      { key: 'reversal', title: t('reversal'), value: (row) => row.reversal_number, isExtra: true },
    ],
    [t, domain, format],
  );
}
