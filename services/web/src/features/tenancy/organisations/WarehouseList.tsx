/** All warehouses, by code. */
import { useMemo, useState } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../../ui/columns.tsx';
import { useDomain, WAREHOUSE_STATES } from '../../../ui/domain.ts';
import { organisationFilter, stateFilter, textFilter } from '../../../ui/filtering.tsx';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { AddButton } from '../../../ui/WaysIn.tsx';
import { hasPeople } from '../people/roles.ts';
import { WarehouseActions } from './WarehouseActions.tsx';
import { WarehouseDialog } from './WarehouseDialog.tsx';
import { words } from './words.ts';

type Warehouse = Schemas['Warehouse'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const list = useList({
    address: '/v1/warehouses',
    filters: [
      textFilter('q', { label: t('searchWarehouses'), width: 220, longest: 100 }),
      organisationFilter('organisation_id', {
        name: 'organisation',
        label: t('owner'),
        fits: ({ kind }) => hasPeople(kind),
      }),
      stateFilter(WAREHOUSE_STATES),
    ],
    ask: (query) => body(api.GET('/v1/warehouses', { params: { query } })),
  });
  const columns = useWarehouseColumns();
  const add = can('organisations.manage') && <AddButton verb={t('addWarehouse')} onAdd={() => setOpen(true)} />;
  return (
    <ListPage
      id="warehouses"
      title={t('warehouses')}
      hint={t('warehousesHint')}
      actions={add}
      list={list}
      columns={columns}
      empty={{ title: t('noWarehouses'), hint: t('noWarehousesHint'), action: add }}
    >
      {isOpen && <WarehouseDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

function useWarehouseColumns(): Columns<Warehouse> {
  const t = useWords(words);
  const domain = useDomain();
  const { can } = useSession();
  const mayAct = can('organisations.manage') || can('audit.read');
  return useMemo(() => {
    const columns: Columns<Warehouse> = [
      { key: 'name', title: t('name'), value: (row) => row.name },
      { key: 'code', title: t('code'), value: (row) => row.code },
      linkColumn(
        'owner',
        t('owner'),
        (row) => row.organisation_name ?? '',
        (row) => `/organisations/${row.organisation_id}`,
      ),
      tagColumn(
        'state',
        t('state'),
        (row) => domain(WAREHOUSE_STATES, row.state),
        (row) => (row.state === 'active' ? 'success' : 'default'),
      ),
    ];
    if (!mayAct) return columns;
    return [...columns, { key: 'actions', title: t('actions'), value: () => '', render: actionsOf }];
  }, [t, domain, mayAct]);
}

const actionsOf = (warehouse: Warehouse) => <WarehouseActions warehouse={warehouse} />;
