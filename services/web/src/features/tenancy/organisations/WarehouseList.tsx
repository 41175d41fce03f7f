/** All warehouses, by code. */
import { PlusOutlined } from '@ant-design/icons';
import { useQueries } from '@tanstack/react-query';
import { Button, Select, Tag } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, remote, type Schemas } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { ORGANISATION_KINDS, useChoices, useDomain, WAREHOUSE_STATES } from '../../../ui/domain.ts';
import { useFilters } from '../../../ui/filters.ts';
import { useList } from '../../../ui/lists.ts';
import { OrganisationSelect } from '../../../ui/OrganisationSelect.tsx';
import { Page } from '../../../ui/Page.tsx';
import { Nothing } from '../../../ui/states.tsx';
import { hasPeople } from '../people/roles.ts';
import { WarehouseActions } from './WarehouseActions.tsx';
import { WarehouseDialog } from './WarehouseDialog.tsx';
import { words } from './words.ts';

type Warehouse = Schemas['Warehouse'];

export function Component() {
  const t = useWords(words);
  const choices = useChoices();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const filters = useFilters(['organisation', 'state']);
  const { organisation, state } = filters.values;
  const list = useList({
    address: '/v1/warehouses',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(organisation ? { organisation_id: organisation } : {}),
        ...(state ? { state: state as Schemas['WarehouseState'] } : {}),
      };
      return body(api.GET('/v1/warehouses', { params: { query } }));
    },
  });
  const columns = useWarehouseColumns(useOwners(list.rows));
  const add = can('organisations.manage') && (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setOpen(true)}>
      {t('addWarehouse')}
    </Button>
  );
  const tools = (
    <>
      <OrganisationSelect
        allowClear
        value={organisation}
        fits={(one) => hasPeople(one.kind)}
        placeholder={t('owner')}
        label={t('owner')}
        style={{ width: 220 }}
        onChange={(id) => filters.set({ organisation: id })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 130 }}
        options={choices(WAREHOUSE_STATES)}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
    </>
  );
  return (
    <Page title={t('warehouses')} hint={t('warehousesHint')} actions={add}>
      <DataTable
        id="warehouses"
        title={t('warehouses')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noWarehouses')} hint={t('noWarehousesHint')} action={add} />}
      />
      {isOpen && <WarehouseDialog onClose={() => setOpen(false)} />}
    </Page>
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
      {
        key: 'owner',
        title: t('owner'),
        value: (row) => owners.get(row.organisation_id) ?? domain(ORGANISATION_KINDS, row.kind),
        render: (row) => (
          <Link to={`/organisations/${row.organisation_id}`}>
            {owners.get(row.organisation_id) ?? domain(ORGANISATION_KINDS, row.kind)}
          </Link>
        ),
      },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(WAREHOUSE_STATES, row.state),
        render: (row) => (
          <Tag color={row.state === 'active' ? 'success' : 'default'}>{domain(WAREHOUSE_STATES, row.state)}</Tag>
        ),
      },
    ];
    if (!mayManage) return columns;
    return [...columns, { key: 'actions', title: t('actions'), value: () => '', render: actionsOf }];
  }, [t, domain, owners, mayManage]);
}

const actionsOf = (warehouse: Warehouse) => <WarehouseActions warehouse={warehouse} />;
