/** All warehouses, by code. */
import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { api, body, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../../ui/columns.tsx';
import { ORGANISATION_KINDS, useDomain, WAREHOUSE_STATES } from '../../../ui/domain.ts';
import { organisationFilter, stateFilter } from '../../../ui/filtering.tsx';
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
      organisationFilter('organisation_id', {
        name: 'organisation',
        label: t('owner'),
        fits: ({ kind }) => hasPeople(kind),
      }),
      stateFilter(WAREHOUSE_STATES),
    ],
    ask: (query) => body(api.GET('/v1/warehouses', { params: { query } })),
  });
  const columns = useWarehouseColumns(useOwners(list.rows));
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

type Owners = ReadonlyMap<string, string>;

/** Whose warehouses these are, by name. */
function useOwners(rows: readonly Warehouse[]): Owners {
  const name = useName();
  const ids = [...new Set(rows.map((row) => row.organisation_id))];
  const combine = useCallback(
    (answers: readonly { data: Schemas['Organisation'] | undefined }[]): Owners =>
      new Map(answers.flatMap(({ data }) => (data ? [[data.id, name(data)] as const] : []))),
    [name],
  );
  return useQueries({
    queries: ids.map((id) =>
      remote.queryOptions('get', '/v1/organisations/{organisation_id}', { params: { path: { organisation_id: id } } }),
    ),
    combine,
  });
}

function useWarehouseColumns(owners: Owners): Columns<Warehouse> {
  const t = useWords(words);
  const domain = useDomain();
  const { can } = useSession();
  const mayManage = can('organisations.manage');
  return useMemo(() => {
    const columns: Columns<Warehouse> = [
      { key: 'name', title: t('name'), value: (row) => row.name },
      { key: 'code', title: t('code'), value: (row) => row.code },
      linkColumn(
        'owner',
        t('owner'),
        (row) => owners.get(row.organisation_id) ?? domain(ORGANISATION_KINDS, row.kind),
        (row) => `/organisations/${row.organisation_id}`,
      ),
      tagColumn(
        'state',
        t('state'),
        (row) => domain(WAREHOUSE_STATES, row.state),
        (row) => (row.state === 'active' ? 'success' : 'default'),
      ),
    ];
    if (!mayManage) return columns;
    return [...columns, { key: 'actions', title: t('actions'), value: () => '', render: actionsOf }];
  }, [t, domain, owners, mayManage]);
}

const actionsOf = (warehouse: Warehouse) => <WarehouseActions warehouse={warehouse} />;
