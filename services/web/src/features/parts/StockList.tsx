/** What lies where: every part by warehouse and zone. */
import { Tag, Tooltip } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { choiceFilter, ownFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { useWarehouseFilter, useWarehouses } from '../../ui/warehouses.ts';
import { HandButtons } from './HandButtons.tsx';
import { PartSelect } from './PartSelect.tsx';
import { words } from './words.ts';

type Line = Schemas['StockLine'];

export function Component() {
  const t = useWords(words);
  const columns = useStockColumns();
  const warehouse = useWarehouseFilter();
  const list = useList({
    address: '/v1/stock',
    filters: [
      ownFilter('part_id', {
        name: 'part',
        field: (part, set) => <PartSelect value={part} onChange={set} width={240} />,
      }),
      warehouse,
      choiceFilter('zone', ZONES, { label: t('zone'), any: t('anyZone'), width: 130 }),
    ],
    ask: (query) => body(api.GET('/v1/stock', { params: { query } })),
  });
  return (
    <ListPage
      id="stock"
      title={t('stock')}
      hint={t('stockHint')}
      actions={<HandButtons />}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.warehouse_id} ${row.zone} ${row.part_id}`}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function useStockColumns(): Columns<Line> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const { nameOf: placeOf } = useWarehouses();
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
            <small className="muted">{nameOf(row, 'part_name')}</small>
          </>
        ),
      },
      { key: 'name', title: t('anyPart'), isExtra: true, value: (row) => nameOf(row, 'part_name') },
      { key: 'warehouse', title: t('warehouse'), value: (row) => placeOf(row.warehouse_id) },
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
    [t, nameOf, domain, format, placeOf],
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
