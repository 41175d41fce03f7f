/** What lies where: every part by warehouse and zone. */
import { Select, Tag, Tooltip } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { type FilterState, useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { words } from './words.ts';

type Line = Schemas['StockLine'];
type Zone = Schemas['Zone'];
const FILTERS = ['warehouse', 'zone', 'part'] as const;
type Wanted = FilterState<(typeof FILTERS)[number]>;
const FEW = 20;

export function Component() {
  const t = useWords(words);
  const filters = useFilters(FILTERS);
  const columns = useStockColumns();
  const { warehouse, zone, part } = filters.values;
  const list = useList({
    address: '/v1/stock',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(warehouse ? { warehouse_id: warehouse } : {}),
        ...(zone ? { zone: zone as Zone } : {}),
        ...(part ? { part_id: part } : {}),
      };
      return body(api.GET('/v1/stock', { params: { query } }));
    },
  });
  return (
    <Page title={t('stock')} hint={t('stockHint')}>
      <DataTable
        id="stock"
        title={t('stock')}
        list={list}
        columns={columns}
        rowKey={(row) => `${row.warehouse_id} ${row.zone} ${row.part_id}`}
        tools={<Tools filters={filters} />}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} />}
      />
    </Page>
  );
}

function Tools({ filters }: { filters: Wanted }) {
  const t = useWords(words);
  const domain = useDomain();
  const { options } = useWarehouses();
  const zones = (Object.keys(ZONES) as Zone[]).map((value) => ({ value, label: domain(ZONES, value) }));
  return (
    <>
      <PartSelect filters={filters} />
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
      <Select
        allowClear
        value={filters.values.zone ?? null}
        placeholder={t('anyZone')}
        aria-label={t('zone')}
        style={{ width: 130 }}
        options={zones}
        onChange={(value: string | null) => filters.set({ zone: value })}
      />
    </>
  );
}

/** Parts are looked for as one types; there may be thousands. */
function PartSelect({ filters }: { filters: Wanted }) {
  const t = useWords(words);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const { part } = filters.values;
  const found = remote.useQuery('get', '/v1/parts', {
    params: { query: { limit: FEW, ...(wanted ? { text: wanted } : {}) } },
  });
  const params = { path: { part_id: part ?? '' } };
  const chosen = remote.useQuery('get', '/v1/parts/{part_id}', { params }, { enabled: part !== undefined });
  const items = [...(chosen.data ? [chosen.data] : []), ...(found.data?.items ?? [])];
  const options = [...new Map(items.map((one) => [one.id, `${one.number} ${one.name}`] as const))].map(
    ([value, label]) => ({ value, label }),
  );
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={part ?? null}
      placeholder={t('anyPart')}
      aria-label={t('part')}
      style={{ width: 240 }}
      options={options}
      loading={found.isFetching}
      onChange={(value: string | null) => filters.set({ part: value })}
    />
  );
}

function useStockColumns(): Columns<Line> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const { nameOf } = useWarehouses();
  return useMemo(
    () => [
      {
        key: 'part',
        title: t('part'),
        value: (row) => row.part_number,
        render: (row) => (
          <>
            <Link to={`/stock/movements?warehouse=${row.warehouse_id}&part=${row.part_id}&zone=${row.zone}`}>
              {row.part_number}
            </Link>
            <br />
            <small className="muted">{row.part_name}</small>
          </>
        ),
      },
      { key: 'name', title: t('anyPart'), isExtra: true, value: (row) => row.part_name },
      { key: 'warehouse', title: t('warehouse'), value: (row) => nameOf(row.warehouse_id) },
      { key: 'zone', title: t('zone'), value: (row) => domain(ZONES, row.zone) },
      {
        key: 'quantity',
        title: t('quantity'),
        align: 'end',
        value: (row) => row.quantity,
        render: (row) => <Pieces quantity={row.quantity} />,
      },
      { key: 'moved', title: t('movedAt'), value: (row) => format.instant(row.moved_at) },
    ],
    [t, domain, format, nameOf],
  );
}

function Pieces({ quantity }: { quantity: number | null }) {
  const t = useWords(words);
  const format = useFormat();
  if (quantity !== null) return <>{format.number(quantity)}</>;
  return (
    <Tooltip title={t('underCountHint')}>
      <Tag tabIndex={0}>{t('underCount')}</Tag>
    </Tooltip>
  );
}
