/** Parts, by number. */
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
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { CatalogTag } from './CatalogTag.tsx';
import { Ways } from './Entries.tsx';
import { PartDialog } from './PartDialog.tsx';
import { words } from './words.ts';

type Part = Schemas['CatalogPart'];

export function Component() {
  const t = useWords(words);
  const choices = useChoices();
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const filters = useFilters(['text', 'category', 'state']);
  const columns = usePartColumns();
  const { text, category, state } = filters.values;
  const list = useList({
    address: '/v1/parts',
    filters: filters.values,
    ask: (page) => {
      const query = {
        ...page,
        ...(text ? { text } : {}),
        ...(category ? { category } : {}),
        ...(state ? { state: state as Schemas['CatalogState'] } : {}),
      };
      return body(api.GET('/v1/parts', { params: { query } }));
    },
  });
  const ways = can('catalog.manage') && <Ways kind="parts" verb={t('addPart')} onAdd={() => setOpen(true)} />;
  const tools = (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('searchPart')}
        aria-label={t('searchPart')}
        style={{ width: 200 }}
        maxLength={40}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <Input.Search
        allowClear
        key={`of-${category ?? ''}`}
        defaultValue={category ?? ''}
        placeholder={t('category')}
        aria-label={t('category')}
        style={{ width: 160 }}
        maxLength={40}
        onSearch={(typed) => filters.set({ category: typed.trim() })}
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
    <Page title={t('parts')} hint={t('partsHint')} actions={ways}>
      <DataTable
        id="parts"
        title={t('parts')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={tools}
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('noParts')} hint={t('noModelsHint')} action={ways} />}
      />
      {isOpen && <PartDialog onClose={() => setOpen(false)} />}
    </Page>
  );
}

function usePartColumns(): Columns<Part> {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.number,
        render: (row) => <Link to={`/parts/${row.id}`}>{row.number}</Link>,
      },
      { key: 'name', title: t('name'), value: (row) => name(row) },
      { key: 'category', title: t('category'), value: (row) => row.category },
      { key: 'price', title: t('price'), align: 'end', value: (row) => format.money(row.unit_price) },
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
