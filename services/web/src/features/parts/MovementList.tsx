/** Every movement of one part in one zone, newest first, each with its posting. */
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, remote, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { SidePanel } from '../../ui/SidePanel.tsx';
import { Nothing } from '../../ui/states.tsx';
import { useWarehouses } from '../../ui/warehouses.ts';
import { HandButtons } from './HandButtons.tsx';
import { Posting } from './Posting.tsx';
import { words } from './words.ts';

type Entry = Schemas['Entry'];
type Zone = Schemas['Zone'];

const signed = (quantity: number): string => (quantity > 0 ? `+${quantity}` : String(quantity));

export function Component() {
  const t = useWords(words);
  const go = useNavigate();
  const { warehouse, part, zone } = useFilters(['warehouse', 'part', 'zone']).values;
  if (warehouse && part)
    return <Movements warehouseId={warehouse} partId={part} zone={(zone ?? 'serviceable') as Zone} />;
  return (
    <Page title={t('movements')} back="/stock">
      <Nothing title={t('choose')} action={<Button onClick={() => void go('/stock')}>{t('toStock')}</Button>} />
    </Page>
  );
}

function Movements({ warehouseId, partId, zone }: { warehouseId: string; partId: string; zone: Zone }) {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const { nameOf } = useWarehouses();
  const [opened, setOpened] = useState<string | null>(null);
  const columns = useMovementColumns(setOpened);
  const part = remote.useQuery('get', '/v1/parts/{part_id}', { params: { path: { part_id: partId } } }).data;
  const list = useList({
    address: '/v1/stock-movements',
    scope: { warehouseId, partId, zone },
    ask: (page) => {
      const query = { ...page, warehouse_id: warehouseId, part_id: partId, zone };
      return body(api.GET('/v1/stock-movements', { params: { query } }));
    },
  });
  return (
    <ListPage
      id="movements"
      title={t('movementsOf', { part: part ? `${part.number} ${name(part)}` : '…' })}
      hint={`${nameOf(warehouseId)} · ${domain(ZONES, zone)} · ${t('movementsHint')}`}
      back="/stock"
      actions={<HandButtons part={partId} warehouse={warehouseId} zone={zone} />}
      list={list}
      columns={columns}
      rowKey={(row) => String(row.position)}
      empty={{ title: t('noMovements') }}
    >
      <SidePanel isOpen={opened !== null} title={t('posting')} onClose={() => setOpened(null)}>
        {opened && <Posting key={opened} id={opened} />}
      </SidePanel>
    </ListPage>
  );
}

function useMovementColumns(open: (id: string) => void): Columns<Entry> {
  const t = useWords(words);
  const format = useFormat();
  return useMemo(
    () => [
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
      {
        key: 'change',
        title: t('change'),
        align: 'end',
        value: (row) => row.quantity,
        render: (row) => <strong>{signed(row.quantity)}</strong>,
      },
      { key: 'balance', title: t('balance'), align: 'end', value: (row) => row.balance },
      {
        key: 'posting',
        title: t('posting'),
        value: (row) => row.transaction_id,
        render: (row) => (
          <Button type="link" size="small" onClick={() => open(row.transaction_id)}>
            {t('openPosting')}
          </Button>
        ),
      },
    ],
    [t, format, open],
  );
}
