/** The lines that people and a shadow both decided, each with the way to its return. */
import { Input, Segmented, Tag } from 'antd';
import { Link } from 'react-router';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { OUTCOME_TONES, OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { type FilterState, useFilters } from '../../../ui/filters.ts';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { Nothing } from '../../../ui/states.tsx';
import { useDealerName } from '../replays/dealers.ts';
import { words } from './words.ts';

type Case = Schemas['ShadowCase'];
const FILTERS = ['clause', 'dealer', 'agrees'] as const;

export function CaseList({ shadowId }: { shadowId: string }) {
  const t = useWords(words);
  const filters = useFilters(FILTERS);
  const columns = useCaseColumns();
  const { clause, dealer, agrees } = filters.values;
  const wanted = {
    ...(clause ? { clause } : {}),
    ...(dealer ? { dealer_id: dealer } : {}),
    ...(agrees ? { agrees: agrees === 'yes' } : {}),
  };
  const list = useList({
    address: '/v1/policy-shadows',
    filters: { shadowId, ...wanted },
    ask: (page) => {
      const params = { path: { shadow_id: shadowId }, query: { ...page, ...wanted } };
      return body(api.GET('/v1/policy-shadows/{shadow_id}/cases', { params }));
    },
  });
  return (
    <DataTable
      id="shadow.cases"
      title={t('each')}
      list={list}
      columns={columns}
      rowKey={(row) => `${row.decision_id} ${row.line}`}
      tools={<Tools filters={filters} />}
      isFiltered={filters.isFiltered}
      onClear={filters.clear}
      empty={<Nothing title={t('noCases')} />}
    />
  );
}

function Tools({ filters }: { filters: FilterState<(typeof FILTERS)[number]> }) {
  const t = useWords(words);
  const { clause, agrees } = filters.values;
  const choices = [
    { value: '', label: t('all') },
    { value: 'no', label: t('differing') },
    { value: 'yes', label: t('agreeing') },
  ];
  return (
    <>
      <Segmented
        aria-label={t('which')}
        options={choices}
        value={agrees ?? ''}
        onChange={(value) => filters.set({ agrees: value })}
      />
      <Input.Search
        allowClear
        key={clause ?? ''}
        defaultValue={clause ?? ''}
        placeholder={t('anyClause')}
        aria-label={t('anyClause')}
        style={{ width: 160 }}
        maxLength={64}
        onSearch={(typed) => filters.set({ clause: typed.trim() })}
      />
    </>
  );
}

function useCaseColumns(): Columns<Case> {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const dealer = useDealerName();
  const answer = (row: Case) => t(row.is_accepted ? 'acceptedShort' : 'refusedShort');
  return [
    {
      key: 'case',
      title: t('case'),
      value: (row) => row.subject_id,
      render: (row) =>
        row.subject_kind === 'return' ? (
          <Link to={`/returns/${row.subject_id}`}>{`${row.subject_id.slice(-8)}`}</Link>
        ) : (
          row.subject_id.slice(-8)
        ),
    },
    { key: 'line', title: t('line'), value: (row) => row.line },
    { key: 'dealer', title: t('dealer'), value: (row) => dealer(row.dealer_id) },
    { key: 'clause', title: t('clause'), value: (row) => row.clause || t('noClause') },
    {
      key: 'outcome',
      title: t('outcome'),
      value: (row) => domain(OUTCOMES, row.outcome),
      render: (row) => <Tag color={OUTCOME_TONES[row.outcome]}>{domain(OUTCOMES, row.outcome)}</Tag>,
    },
    {
      key: 'people',
      title: t('people'),
      value: answer,
      render: (row) => <Tag color={row.is_accepted ? 'success' : 'error'}>{answer(row)}</Tag>,
    },
    { key: 'at', title: t('at'), value: (row) => format.instant(row.answered_at) },
  ];
}
