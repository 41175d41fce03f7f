/** What operators asked to read of the brand, and what was answered. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Nothing } from '../../ui/states.tsx';
import { Longest } from './Longest.tsx';
import { STATES } from './names.ts';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Access = Schemas['Access'];

export function Component() {
  const t = useWords(words);
  const columns = useGrantColumns();
  const list = useList({
    address: '/v1/access-grants',
    filters: {},
    ask: (page) => body(api.GET('/v1/access-grants', { params: { query: page } })),
  });
  return (
    <Page title={t('grants')} hint={t('grantsHint')} actions={<Longest />}>
      <DataTable
        id="access-grants"
        title={t('grants')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        empty={<Nothing title={t('noGrants')} hint={t('noGrantsHint')} />}
      />
    </Page>
  );
}

function useGrantColumns(): Columns<Access> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'operator',
        title: t('operator'),
        value: (row) => row.operator_name,
        render: (row) => <Link to={`/access-grants/${row.id}`}>{row.operator_name}</Link>,
      },
      { key: 'reason', title: t('reason'), value: (row) => row.reason },
      {
        key: 'state',
        title: t('state'),
        value: (row) => say(STATES[row.state]),
        render: (row) => <StateTag state={row.state} />,
      },
      {
        key: 'hours',
        title: t('hours'),
        align: 'end',
        value: (row) => t('hoursValue', { n: row.granted_hours ?? row.hours }),
      },
      { key: 'until', title: t('until'), value: (row) => format.instant(row.until) },
      { key: 'looks', title: t('looks'), align: 'end', value: (row) => format.number(row.looks) },
      { key: 'asked', title: t('asked'), value: (row) => format.instant(row.asked_at) },
    ],
    [t, say, format],
  );
}
