/** What was sent in place of returned parts, newest first. */
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn } from '../../../ui/columns.tsx';
import { useFormat } from '../../../ui/format.ts';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { useDealerFilter } from '../list/filters.ts';
import { words } from './words.ts';

type Replacement = Schemas['ReplacedLine'];

export function Component() {
  const t = useWords(words);
  const dealer = useDealerFilter();
  const columns = useReplacementColumns();
  const list = useList({
    address: '/v1/returns/replacements',
    filters: [dealer],
    ask: (query) => body(api.GET('/v1/replacements', { params: { query } })),
  });
  return (
    <ListPage
      id="replacements"
      title={t('replacements')}
      hint={t('hint')}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.return_id} ${row.line}`}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function useReplacementColumns(): Columns<Replacement> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const format = useFormat();
  const { isDealer } = useSession();
  return useMemo(
    () => [
      {
        key: 'part',
        title: t('part'),
        value: (row) => `${nameOf(row, 'part_name')} ${row.part_number}`,
        render: (row) => (
          <span>
            {nameOf(row, 'part_name')}
            <br />
            <small className="muted">{row.part_number}</small>
          </span>
        ),
      },
      { key: 'quantity', title: t('quantity'), value: (row) => row.quantity, align: 'end' },
      { key: 'newSerial', title: t('newSerial'), value: (row) => row.replacement_serial ?? '—' },
      { key: 'serial', title: t('serial'), value: (row) => row.serial ?? '—' },
      linkColumn(
        'number',
        t('number'),
        (row) => row.number,
        (row) => `/returns/${row.return_id}`,
      ),
      { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name'), isExtra: isDealer },
      { key: 'settled', title: t('settledAt'), value: (row) => format.instant(row.settled_at) },
    ],
    [t, nameOf, format, isDealer],
  );
}
