/** The shadows of the brand's policy, newest first. */
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { type Columns, linkColumn, tagColumn } from '../../../ui/columns.tsx';
import { stateFilter } from '../../../ui/filtering.tsx';
import { useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { ListPage } from '../../../ui/ListPage.tsx';
import { useList } from '../../../ui/lists.ts';
import { StartShadow } from './StartShadow.tsx';
import { useVersions } from './versions.ts';
import { words } from './words.ts';

type Shadow = Schemas['Shadow'];
type State = Schemas['ShadowState'];
const STATES: readonly State[] = ['running', 'ended'];

export function Component() {
  const t = useWords(words);
  const { can } = useSession();
  const { start } = useFilters(['start']).values;
  const columns = useShadowColumns();
  const list = useList({
    address: '/v1/policy-shadows',
    filters: [stateFilter(STATES.map((value) => ({ value, label: t(value) })))],
    ask: (query) => body(api.GET('/v1/policy-shadows', { params: { query } })),
  });
  return (
    <ListPage
      id="shadows"
      title={t('shadows')}
      hint={t('shadowsHint')}
      actions={can('policy.edit') && <StartShadow of={start} />}
      list={list}
      columns={columns}
      empty={{ title: t('none'), hint: t('noneHint') }}
    />
  );
}

function useShadowColumns(): Columns<Shadow> {
  const t = useWords(words);
  const format = useFormat();
  const { nameOf } = useVersions();
  return [
    linkColumn(
      'version',
      t('version'),
      (row) => nameOf(row.policy_version_id),
      (row) => `/policy-shadows/${row.id}`,
    ),
    tagColumn(
      'state',
      t('state'),
      (row) => t(row.state),
      (row) => (row.state === 'running' ? 'processing' : 'default'),
    ),
    {
      key: 'measure',
      title: t('minPercent'),
      value: (row) => t('measure', { cases: row.min_cases, percent: row.min_agreement_percent }),
    },
    { key: 'started', title: t('startedAt'), value: (row) => format.instant(row.started_at) },
    { key: 'ended', title: t('endedAt'), value: (row) => format.instant(row.ended_at) },
  ];
}
