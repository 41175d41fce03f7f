/** The columns that lists of models and of parts both have. */
import type { Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import type { Column } from '../../ui/columns.tsx';
import { CATALOG_STATES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { CatalogTag } from './CatalogTag.tsx';
import { words } from './words.ts';

type Entry = Schemas['ProductModel'] | Schemas['CatalogPart'];

export function useEntryColumns(): Readonly<Record<'name' | 'category' | 'state' | 'since', Column<Entry>>> {
  const t = useWords(words);
  const name = useName();
  const domain = useDomain();
  const format = useFormat();
  return {
    name: { key: 'name', title: t('name'), value: (row) => name(row) },
    category: { key: 'category', title: t('category'), value: (row) => row.category },
    state: {
      key: 'state',
      title: t('state'),
      value: (row) => domain(CATALOG_STATES, row.state),
      render: (row) => <CatalogTag state={row.state} />,
    },
    since: { key: 'since', title: t('since'), value: (row) => format.instant(row.created_at), isExtra: true },
  };
}
