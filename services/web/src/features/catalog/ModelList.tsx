/** Product models, by code. */
import { useState } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { CATALOG_STATES } from '../../ui/domain.ts';
import { organisationFilter, stateFilter, textFilter } from '../../ui/filtering.tsx';
import { ListPage } from '../../ui/ListPage.tsx';
import { useList } from '../../ui/lists.ts';
import { WaysIn } from '../../ui/WaysIn.tsx';
import { useEntryColumns } from './columns.tsx';
import { ModelDialog } from './ModelDialog.tsx';
import { words } from './words.ts';

type Model = Schemas['ProductModel'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const [isOpen, setOpen] = useState(false);
  const columns = useModelColumns();
  const list = useList({
    address: '/v1/product-models',
    filters: [
      textFilter('text', { label: t('searchModel') }),
      organisationFilter('factory_id', { name: 'factory', kind: 'factory', label: t('factory'), any: t('anyFactory') }),
      stateFilter(CATALOG_STATES),
    ],
    ask: (query) => body(api.GET('/v1/product-models', { params: { query } })),
  });
  const ways = can('catalog.manage') && <WaysIn kind="models" verb={t('addModel')} onAdd={() => setOpen(true)} />;
  return (
    <ListPage
      id="models"
      title={t('models')}
      hint={t('modelsHint')}
      actions={ways}
      list={list}
      columns={columns}
      empty={{ title: t('noModels'), hint: t('noModelsHint'), action: ways }}
    >
      {isOpen && <ModelDialog onClose={() => setOpen(false)} />}
    </ListPage>
  );
}

function useModelColumns(): Columns<Model> {
  const t = useWords(words);
  const { name, category, state, since } = useEntryColumns();
  return [
    linkColumn(
      'code',
      t('code'),
      (row) => row.code,
      (row) => `/product-models/${row.id}`,
    ),
    name,
    category,
    state,
    since,
  ];
}
