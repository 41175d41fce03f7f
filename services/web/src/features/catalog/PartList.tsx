/** Parts, by number. */
import { useState } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { CATALOG_STATES } from '../../ui/domain.ts';
import { stateFilter, textFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { WaysIn } from '../../ui/WaysIn.tsx';
import { useEntryColumns } from './columns.tsx';
import { PartDialog } from './PartDialog.tsx';
import { words } from './words.ts';

type Part = Schemas['CatalogPart'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const columns = usePartColumns();
  const list = useList({
    address: '/v1/parts',
    filters: [
      textFilter('text', { label: t('searchPart') }),
      textFilter('category', { name: 'category', label: t('category'), width: 160 }),
      stateFilter(CATALOG_STATES),
    ],
    ask: (query) => body(api.GET('/v1/parts', { params: { query } })),
  });
  const ways = can('catalog.manage') && <WaysIn kind="parts" verb={t('addPart')} onAdd={() => setOpen(true)} />;
  return (
    <ListPage
      id="parts"
      title={t('parts')}
      hint={t('partsHint')}
      actions={ways}
      list={list}
      columns={columns}
      empty={{ title: t('noParts'), hint: t('noModelsHint'), action: ways }}
    >
      {isOpen && <PartDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

function usePartColumns(): Columns<Part> {
  const t = useWords(words);
  const format = useFormat();
  const { name, category, state, since } = useEntryColumns();
  return [
    linkColumn(
      'number',
      t('number'),
      (row) => row.number,
      (row) => `/parts/${row.id}`,
    ),
    name,
    category,
    { key: 'price', title: t('price'), align: 'end', value: (row) => format.money(row.unit_price) },
    state,
    since,
  ];
}
