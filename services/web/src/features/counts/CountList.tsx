/** Counts of stock, newest first, and opening one by hand. */
import { PlusOutlined } from '@ant-design/icons';
import { Button, Progress, Select, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { COUNT_STATES, COUNT_TONES, ROLES, useDomain } from '../../ui/domain.ts';
import { type FilterState, useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { OpenCount } from './OpenCount.tsx';
import { words } from './words.ts';

type Count = Schemas['Count'];
type State = Schemas['CountState'];
const FILTERS = ['state', 'warehouse'] as const;

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const filters = useFilters(FILTERS);
  const columns = useCountColumns();
  const [isOpen, setOpen] = useState(false);
  const { state, warehouse } = filters.values;
  const list = useList({
    address: '/v1/stock-counts',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(state ? { state: state as State } : {}),
        ...(warehouse ? { warehouse_id: warehouse } : {}),
      };
      return body(api.GET('/v1/stock-counts', { params: { query } }));
    },
  });
  const open = can('counts.manage') && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen(true)}>
      {t('open')}
    </Button>
  );
  return (
    <Page title={t('counts')} hint={t('countsHint')} actions={open}>
      <OpenCount isOpen={isOpen} onClose={() => setOpen(false)} />
      <DataTable
        id="counts"
        title={t('counts')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={<Tools filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} />}
      />
    </Page>
  );
}

function Tools({ filters }: { filters: FilterState<(typeof FILTERS)[number]> }) {
  const t = useWords(words);
  const domain = useDomain();
  const { options } = useWarehouses();
  const states = Object.keys(COUNT_STATES) as State[];
  return (
    <>
      <Select
        allowClear
        value={filters.values.state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 150 }}
        options={states.map((value) => ({ value, label: domain(COUNT_STATES, value) }))}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        value={filters.values.warehouse ?? null}
        placeholder={t('anyWarehouse')}
        aria-label={t('warehouse')}
        style={{ width: 220 }}
        options={[...options]}
        onChange={(value: string | null) => filters.set({ warehouse: value })}
      />
    </>
  );
}

function useCountColumns(): Columns<Count> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'warehouse',
        title: t('warehouse'),
        value: (row) => row.warehouse_code,
        render: (row) => <Link to={`/stock-counts/${row.id}`}>{row.warehouse_code}</Link>,
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(COUNT_STATES, row.state),
        render: (row) => <Tag color={COUNT_TONES[row.state]}>{domain(COUNT_STATES, row.state)}</Tag>,
      },
      {
        key: 'progress',
        title: t('progress'),
        value: (row) => `${row.entered}/${row.lines}`,
        render: (row) => <Bar count={row} />,
      },
      { key: 'begun', title: t('begun'), value: (row) => format.instant(row.opened_at) },
      { key: 'submitted', title: t('submittedAt'), value: (row) => format.instant(row.submitted_at) },
      {
        key: 'approver',
        title: t('approver'),
        isExtra: true,
        value: (row) => domain(ROLES, row.plan.approver as Schemas['Role'] | null),
      },
      { key: 'approved', title: t('approvedAt'), isExtra: true, value: (row) => format.instant(row.approved_at) },
      { key: 'note', title: t('note'), isExtra: true, value: (row) => row.note },
    ],
    [t, domain, format],
  );
}

function Bar({ count }: { count: Count }) {
  const t = useWords(words);
  const share = count.lines ? Math.round((count.entered / count.lines) * 100) : 0;
  return (
    <Progress
      percent={share}
      size="small"
      format={() => `${count.entered}/${count.lines}`}
      aria-label={t('progress')}
      style={{ minWidth: 140 }}
    />
  );
}
