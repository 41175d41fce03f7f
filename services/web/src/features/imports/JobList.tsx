/** What was imported before, newest first. */
import { Tag } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { type Columns, tagColumn } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { JOB_STATES, JOB_TONES, useDomain } from '../../ui/domain.ts';
import { stateFilter } from '../../ui/filtering.tsx';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { isTrial, kindOf, useImportNames } from './kinds.ts';
import { words } from './words.ts';

type Job = Schemas['Job'];

export function JobList() {
  const t = useWords(words);
  const columns = useJobColumns();
  const list = useList({
    address: '/v1/jobs',
    scope: 'import',
    filters: [stateFilter(JOB_STATES, { width: 150 })],
    limit: 20,
    ask: (query) => body(api.GET('/v1/jobs', { params: { query: { ...query, kind: 'import' } } })),
  });
  return (
    <DataTable
      id="imports"
      title={t('past')}
      list={list}
      columns={columns}
      empty={{ title: t('noPast'), hint: t('noPastHint') }}
    />
  );
}

function useJobColumns(): Columns<Job> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const names = useImportNames();
  return useMemo(
    () => [
      {
        key: 'kind',
        title: t('kind'),
        value: (row) => (isTrial(row) ? `${names.kind(kindOf(row))} · ${t('trial')}` : names.kind(kindOf(row))),
        render: (row) => (
          <>
            <Link to={`/jobs/${row.id}`}>{names.kind(kindOf(row))}</Link> {isTrial(row) && <Tag>{t('trial')}</Tag>}
          </>
        ),
      },
      { key: 'at', title: t('at'), value: (row) => format.instant(row.created_at) },
      tagColumn(
        'state',
        t('state'),
        (row) => domain(JOB_STATES, row.state),
        (row) => JOB_TONES[row.state],
      ),
      { key: 'rows', title: t('rows'), align: 'end', value: (row) => row.done },
      {
        key: 'refused',
        title: t('refused'),
        align: 'end',
        value: (row) => row.counts['refused'] ?? 0,
        render: (row) => <Refused count={row.counts['refused'] ?? 0} />,
      },
    ],
    [t, domain, format, names],
  );
}

function Refused({ count }: { count: number }) {
  return <span className={count ? 'alarm' : ''}>{String(count)}</span>;
}
