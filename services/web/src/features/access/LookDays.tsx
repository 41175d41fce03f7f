/** What operators looked at, summed up by request and day; a day leads to its every look. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { spanOf } from './spans.ts';
import { words } from './words.ts';

type LookDay = Schemas['LookDay'];

/** The days of one request, or of all. */
export function LookDays({ accessId = '' }: { accessId?: string }) {
  const t = useWords(words);
  const columns = useColumns(accessId === '');
  const list = useList({
    address: '/v1/access-look-days',
    scope: accessId,
    ask: (page) => {
      const query = { ...page, ...(accessId ? { access_id: accessId } : {}) };
      return body(api.GET('/v1/access-look-days', { params: { query } }));
    },
  });
  return (
    <DataTable
      id={accessId ? 'access-look-days' : 'access-look-days.all'}
      title={t('lookDays')}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.access_id}.${row.day}`}
      empty={{ title: t('noLooks'), hint: t('noLooksHint') }}
    />
  );
}

function useColumns(isOfAll: boolean): Columns<LookDay> {
  const t = useWords(words);
  const format = useFormat();
  return useMemo(() => {
    const days: Columns<LookDay> = [
      {
        key: 'day',
        title: t('day'),
        value: (row) => row.day,
        render: (row) => <Link to={`/access-grants/${row.access_id}?day=${row.day}`}>{format.day(row.day)}</Link>,
      },
      ...(isOfAll
        ? [
            { key: 'operator', title: t('operator'), value: (row: LookDay) => row.operator_name },
            { key: 'reason', title: t('reason'), value: (row: LookDay) => row.reason },
          ]
        : []),
      { key: 'looks', title: t('looks'), align: 'end', value: (row) => row.looks },
      { key: 'between', title: t('between'), value: (row) => spanOf(row, format) },
      {
        key: 'tried',
        title: t('tries'),
        align: 'end',
        value: (row) => row.tried,
        render: (row) => (row.tried ? <span className="alarm">{row.tried}</span> : '—'),
      },
    ];
    return days;
  }, [t, format, isOfAll]);
}
