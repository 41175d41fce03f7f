/** Product models, by code. */
import { Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { CATALOG_STATES, useChoices, useDomain } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { OrganisationSelect } from '../../ui/OrganisationSelect.tsx';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { CatalogTag } from './CatalogTag.tsx';
import { Ways } from './Entries.tsx';
import { ModelDialog } from './ModelDialog.tsx';
import { words } from './words.ts';

type Model = Schemas['ProductModel'];

export function Component() {
  const t = useWords(words);
  const choices = useChoices();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const filters = useFilters(['text', 'factory', 'state']);
  const columns = useModelColumns();
  const { text, factory, state } = filters.values;
  const list = useList({
    address: '/v1/product-models',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(text ? { text } : {}),
        ...(factory ? { factory_id: factory } : {}),
        ...(state ? { state: state as Schemas['CatalogState'] } : {}),
      };
      return body(api.GET('/v1/product-models', { params: { query } }));
    },
  });
  const ways = can('catalog.manage') && <Ways kind="models" verb={t('addModel')} onAdd={() => setOpen(true)} />;
  const tools = (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('searchModel')}
        aria-label={t('searchModel')}
        style={{ width: 200 }}
        maxLength={40}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <OrganisationSelect
        allowClear
        kind="factory"
        value={factory}
        label={t('factory')}
        placeholder={t('anyFactory')}
        style={{ width: 200 }}
        onChange={(id) => filters.set({ factory: id })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 130 }}
        options={choices(CATALOG_STATES)}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
    </>
  );
  return (
    <Page title={t('models')} hint={t('modelsHint')} actions={ways}>
      <DataTable
        id="models"
        title={t('models')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noModels')} hint={t('noModelsHint')} action={ways} />}
      />
      {isOpen && <ModelDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}

function useModelColumns(): Columns<Model> {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'code',
        title: t('code'),
        value: (row) => row.code,
        render: (row) => <Link to={`/product-models/${row.id}`}>{row.code}</Link>,
      },
      { key: 'name', title: t('name'), value: (row) => name(row) },
      { key: 'category', title: t('category'), value: (row) => row.category },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(CATALOG_STATES, row.state),
        render: (row) => <CatalogTag state={row.state} />,
      },
      { key: 'since', title: t('since'), value: (row) => format.instant(row.created_at), isExtra: true },
    ],
    [t, name, domain, format],
  );
}
