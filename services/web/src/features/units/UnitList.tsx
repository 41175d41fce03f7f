/** Sold units: found by the beginning of their serial, by state, by day of sale. */
import { Tag } from 'antd';
import { useMemo, useState } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { PROOFS, UNIT_STATES, useDomain } from '../../ui/domain.ts';
import { periodFilter, stateFilter, textFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { WaysIn } from '../../ui/WaysIn.tsx';
import { UnitDialog } from './UnitDialog.tsx';
import { words } from './words.ts';

type Unit = Schemas['UnitShown'];

export function Component() {
  const t = useWords(words);
  const columns = useUnitColumns();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const ways = can('units.manage') && <WaysIn kind="units" verb={t('register')} onAdd={() => setOpen(true)} />;
  const list = useList({
    address: '/v1/units',
    filters: [
      textFilter('text', { label: t('serialStart'), width: 220 }),
      stateFilter(UNIT_STATES),
      periodFilter('sold_from', 'sold_to', { label: t('soldBetween'), begin: 'same', end: 'same' }),
    ],
    ask: (query) => body(api.GET('/v1/units', { params: { query } })),
  });
  return (
    <ListPage
      id="units"
      title={t('units')}
      actions={ways}
      list={list}
      columns={columns}
      hasViews
      empty={{ title: t('none'), hint: t('noneHint'), action: ways }}
    >
      {isOpen && <UnitDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

function useUnitColumns(): Columns<Unit> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(
    () => [
      linkColumn(
        'serial',
        t('serial'),
        (row) => row.serial,
        (row) => `/units/${row.id}`,
      ),
      { key: 'model', title: t('model'), value: (row) => `${row.model_code} ${nameOf(row, 'model_name')}` },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(UNIT_STATES, row.state),
        render: (row) => <Tag>{domain(UNIT_STATES, row.state)}</Tag>,
      },
      { key: 'sold', title: t('sold'), value: (row) => row.sale_date, render: (row) => format.day(row.sale_date) },
      { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name'), isExtra: isDealer },
      { key: 'owner', title: t('owner'), value: (row) => `${row.owner_name ?? ''} ${row.owner_phone ?? ''}`.trim() },
      { key: 'proof', title: t('proof'), value: (row) => domain(PROOFS, row.proof), isExtra: true },
      { key: 'invoiced', title: t('invoiced'), value: (row) => row.invoice_date ?? '', isExtra: true },
    ],
    [t, nameOf, domain, format, isDealer],
  );
}
