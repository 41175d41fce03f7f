/** What operators asked to read of the brand, and what was answered. */
import { useMemo } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { type Columns, linkColumn } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Page } from '../../ui/Page.tsx';
import { Longest, Waiting } from './Longest.tsx';
import { LookDays } from './LookDays.tsx';
import { STATES } from './names.ts';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Access = Schemas['Access'];

export function Component() {
  const t = useWords(words);
  const columns = useGrantColumns();
  const list = useList({
    address: '/v1/access-grants',
    ask: (query) => body(api.GET('/v1/access-grants', { params: { query } })),
  });
  return (
    <Page
      title={t('grants')}
      hint={t('grantsHint')}
      actions={
        <>
          <Waiting />
          <Longest />
        </>
      }
    >
      <DataTable
        id="access-grants"
        title={t('grants')}
        list={list}
        columns={columns}
        empty={{ title: t('noGrants'), hint: t('noGrantsHint') }}
      />
      <Card
        title={t('lookDays')}
        extra={<small className="muted">{t('lookDaysHint')}</small>}
        isTight
        style={{ marginTop: 16 }}
      >
        <LookDays />
      </Card>
    </Page>
  );
}

function useGrantColumns(): Columns<Access> {
  const t = useWords(words);
  const say = useSay();
  const format = useFormat();
  return useMemo(
    () => [
      linkColumn(
        'operator',
        t('operator'),
        (row) => row.operator_name,
        (row) => `/access-grants/${row.id}`,
      ),
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
      {
        key: 'lapses',
        title: t('lapses'),
        isExtra: true,
        value: (row) => (row.state === 'asked' ? format.instant(row.lapses_at) : '—'),
      },
      { key: 'until', title: t('until'), value: (row) => format.instant(row.until) },
      { key: 'looks', title: t('looks'), align: 'end', value: (row) => format.number(row.looks) },
      { key: 'asked', title: t('asked'), value: (row) => format.instant(row.asked_at) },
    ],
    [t, say, format],
  );
}
