/** What was sent in place of returned parts, newest first. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Page } from '../../../ui/Page.tsx';
import { Nothing } from '../../../ui/states.tsx';
import { PlaceSelect } from '../list/PlaceSelect.tsx';
import { words } from './words.ts';

type Replacement = Schemas['ReplacedLine'];

export function Component() {
  const t = useWords(words);
  const { isDealer } = useSession();
  const filters = useFilters(['dealer']);
  const { dealer } = filters.values;
  const list = useList({
    address: '/v1/returns/replacements',
    filters: filters.values,
    ask: (page) =>
      body(api.GET('/v1/replacements', { params: { query: { ...page, ...(dealer ? { dealer_id: dealer } : {}) } } })),
  });
  const columns = useReplacementColumns();
  return (
    <Page title={t('replacements')} hint={t('hint')}>
      <DataTable
        id="replacements"
        title={t('replacements')}
        list={list}
        columns={columns}
        rowKey={(row) => `${row.return_id} ${row.line}`}
        tools={
          !isDealer && (
            <PlaceSelect kind="dealer" value={dealer} onChange={(chosen) => filters.set({ dealer: chosen })} />
          )
        }
        isFiltered={filters.isFiltered}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} />}
      />
    </Page>
  );
}

function useReplacementColumns(): Columns<Replacement> {
  const t = useWords(words);
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(
    () => [
      {
        key: 'part',
        title: t('part'),
        value: (row) => `${row.part_name} ${row.part_number}`,
        render: (row) => (
          <span>
            {row.part_name}
            <br />
            <small className="muted">{row.part_number}</small>
          </span>
        ),
      },
      { key: 'quantity', title: t('quantity'), value: (row) => row.quantity, align: 'end' },
      { key: 'newSerial', title: t('newSerial'), value: (row) => row.replacement_serial ?? '—' },
      { key: 'serial', title: t('serial'), value: (row) => row.serial ?? '—' },
      {
        key: 'number',
        title: t('number'),
        value: (row) => row.number,
        render: (row) => <Link to={`/returns/${row.return_id}`}>{row.number}</Link>,
      },
      { key: 'dealer', title: t('dealer'), value: (row) => row.dealer_name, isExtra: isDealer },
      { key: 'settled', title: t('settledAt'), value: (row) => format.instant(row.settled_at) },
    ],
    [t, format, isDealer],
  );
}
