/** What was imported before, newest first. */
import { Select, Tag } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DataTable } from '../../ui/DataTable.tsx';
import { JOB_STATES, JOB_TONES, useChoices, useDomain } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { useList } from '../../ui/lists.ts';
import { Nothing } from '../../ui/states.tsx';
import { isTrial, kindOf, useImportNames } from './kinds.ts';
import { words } from './words.ts';

type Job = Schemas['Job'];

export function JobList() {
  const t = useWords(words);
  const choices = useChoices();
  const filters = useFilters(['state']);
  const columns = useJobColumns();
  const { state } = filters.values;
  const list = useList({
    address: '/v1/jobs',
    filters: { kind: 'import', state },
    limit: 20,
    ask: (page) => {
      const query = { ...page, kind: 'import', ...(state ? { state: state as Schemas['JobState'] } : {}) };
      return body(api.GET('/v1/jobs', { params: { query } }));
    },
  });
  const tools = (
    <Select
      allowClear
      value={state ?? null}
      placeholder={t('anyState')}
      aria-label={t('state')}
      style={{ width: 150 }}
      options={choices(JOB_STATES)}
      onChange={(value: string | null) => filters.set({ state: value })}
    />
  );
  return (
    <DataTable
      id="imports"
      title={t('past')}
      list={list}
      columns={columns}
      rowKey={(row) => row.id}
      tools={tools}
      isFiltered={filters.isFiltered}
      onClear={() => filters.set({ state: null })}
      empty={<Nothing title={t('noPast')} hint={t('noPastHint')} />}
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
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(JOB_STATES, row.state),
        render: (row) => <Tag color={JOB_TONES[row.state]}>{domain(JOB_STATES, row.state)}</Tag>,
      },
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
