/** What was looked at on one day: each thing once with how often, or every single look. */
import { Flex, Segmented } from 'antd';
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Column, Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { thingAt } from './names.ts';
import { spanOf } from './spans.ts';
import { words } from './words.ts';

type Look = Schemas['Look'];
type SameLooks = Schemas['SameLooks'];

interface Day {
  accessId: string;
  day: string;
}

export function LooksOfDay(of: Day) {
  const t = useWords(words);
  const { values, set } = useFilters(['each']);
  const options = [
    { value: 'same', label: t('together') },
    { value: 'each', label: t('each') },
  ];
  return (
    <>
      <Flex style={{ marginBottom: 12 }}>
        <Segmented
          aria-label={t('looked')}
          options={options}
          value={values.each ? 'each' : 'same'}
          onChange={(value) => set({ each: value === 'each' ? '1' : null })}
        />
      </Flex>
      {values.each ? <Each {...of} /> : <Together {...of} />}
    </>
  );
}

function Together({ accessId, day }: Day) {
  const t = useWords(words);
  const format = useFormat();
  const [what, how] = useWhat<SameLooks>();
  const params = { path: { access_id: accessId } };
  const list = useList({
    address: '/v1/access-grants/{access_id}/same-looks',
    scope: [accessId, day],
    ask: (page) =>
      body(api.GET('/v1/access-grants/{access_id}/same-looks', { params: { ...params, query: { ...page, day } } })),
  });
  const columns = useMemo<Columns<SameLooks>>(
    () => [
      what,
      { key: 'looks', title: t('looks'), align: 'end', value: (row) => row.looks },
      { key: 'between', title: t('between'), value: (row) => spanOf(row, format) },
      how,
    ],
    [t, format, what, how],
  );
  return (
    <DataTable
      id="access-same-looks"
      title={t('looked')}
      list={list}
      columns={columns}
      empty={{ title: t('noLooks'), hint: t('noLooksHint') }}
    />
  );
}

function Each({ accessId, day }: Day) {
  const t = useWords(words);
  const format = useFormat();
  const [what, how] = useWhat<Look>();
  const params = { path: { access_id: accessId } };
  const list = useList({
    address: '/v1/access-grants/{access_id}/looks',
    scope: [accessId, day],
    ask: (page) =>
      body(api.GET('/v1/access-grants/{access_id}/looks', { params: { ...params, query: { ...page, day } } })),
  });
  const columns = useMemo<Columns<Look>>(
    () => [
      { key: 'at', title: t('at'), value: (row) => format.instant(row.at) },
      what,
      how,
      { key: 'request', title: t('requestId'), isExtra: true, value: (row) => row.request_id },
    ],
    [t, format, what, how],
  );
  return (
    <DataTable
      id="access-looks"
      title={t('looked')}
      list={list}
      columns={columns}
      empty={{ title: t('noLooks'), hint: t('noLooksHint') }}
    />
  );
}

/** The columns that say what was asked for, and whether it was tried to change it. */
function useWhat<Row extends Pick<Look, 'address' | 'method'>>(): readonly [Column<Row>, Column<Row>] {
  const t = useWords(words);
  const say = useSay();
  return useMemo(
    () => [
      {
        key: 'address',
        title: t('address'),
        value: (row) => row.address,
        render: (row) => (
          <span>
            {say(thingAt(row.address))}
            <br />
            <code className="muted" style={{ overflowWrap: 'anywhere' }}>
              {row.address}
            </code>
          </span>
        ),
      },
      {
        key: 'method',
        title: t('method'),
        value: (row) => row.method,
        render: (row) =>
          row.method === 'GET' ? row.method : <span className="alarm">{`${row.method} · ${t('tried')}`}</span>,
      },
    ],
    [t, say],
  );
}
