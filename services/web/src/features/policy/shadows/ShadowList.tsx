/** The shadows of the brand's policy, newest first. */
import { Select, Tag } from 'antd';
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
import { StartShadow } from './StartShadow.tsx';
import { useVersions } from './versions.ts';
import { words } from './words.ts';

type Shadow = Schemas['Shadow'];
type State = Schemas['ShadowState'];
const STATES: readonly State[] = ['running', 'ended'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const filters = useFilters(['state', 'start']);
  const columns = useShadowColumns();
  const { state, start } = filters.values;
  const list = useList({
    address: '/v1/policy-shadows',
    filters: { state },
    ask: (page) => {
      const query = { ...page, ...(state ? { state: state as State } : {}) };
      return body(api.GET('/v1/policy-shadows', { params: { query } }));
    },
  });
  return (
    <Page title={t('shadows')} hint={t('shadowsHint')} actions={can('policy.edit') && <StartShadow of={start} />}>
      <DataTable
        id="shadows"
        title={t('shadows')}
        list={list}
        columns={columns}
        rowKey={(row) => row.id}
        tools={
          <Select
            allowClear
            value={state ?? null}
            placeholder={t('anyState')}
            aria-label={t('state')}
            style={{ width: 140 }}
            options={STATES.map((value) => ({ value, label: t(value) }))}
            onChange={(value: string | null) => filters.set({ state: value })}
          />
        }
        isFiltered={state !== undefined}
        onClear={filters.clear}
        empty={<Nothing title={t('none')} hint={t('noneHint')} />}
      />
    </Page>
  );
}

function useShadowColumns(): Columns<Shadow> {
  const t = useWords(words);
  const format = useFormat();
  const { nameOf } = useVersions();
  return [
    {
      key: 'version',
      title: t('version'),
      value: (row) => nameOf(row.policy_version_id),
      render: (row) => <Link to={`/policy-shadows/${row.id}`}>{nameOf(row.policy_version_id)}</Link>,
    },
    {
      key: 'state',
      title: t('state'),
      value: (row) => t(row.state),
      render: (row) => <Tag color={row.state === 'running' ? 'processing' : 'default'}>{t(row.state)}</Tag>,
    },
    {
      key: 'measure',
      title: t('minPercent'),
      value: (row) => t('measure', { cases: row.min_cases, percent: row.min_agreement_percent }),
    },
    { key: 'started', title: t('startedAt'), value: (row) => format.instant(row.started_at) },
    { key: 'ended', title: t('endedAt'), value: (row) => format.instant(row.ended_at) },
  ];
}
