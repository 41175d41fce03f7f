/** The lines that people and a shadow both decided, each with the way to its return. */
import { Segmented, Tag } from 'antd';
import { api, body, type Schemas } from '../../../api/client.ts';
import { useNameOf, useWords } from '../../../app/language.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { DataTable } from '../../../ui/DataTable.tsx';
import { OUTCOME_TONES, OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { linkFilter, ownFilter, textFilter } from '../../../ui/filtering.tsx';
import { useFormat } from '../../../ui/format.ts';
import { useList } from '../../../ui/lists.ts';
import { caseColumn } from '../cases.tsx';
import { words } from './words.ts';

type Case = Schemas['NamedCase'];
export function CaseList({ shadowId }: { shadowId: string }) {
  const t = useWords(words);
  const columns = useCaseColumns();
  const list = useList({
    address: '/v1/policy-shadows',
    scope: shadowId,
    filters: [
      ownFilter('agrees', { field: (value, set) => <Which value={value} onChange={set} /> }),
      textFilter('clause', { name: 'clause', label: t('anyClause'), width: 160, longest: 64 }),
      linkFilter('dealer_id', 'dealer'),
    ],
    ask: ({ agrees, ...rest }) => {
      const query = { ...rest, ...(agrees ? { agrees: agrees === 'yes' } : {}) };
      const params = { path: { shadow_id: shadowId }, query };
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
      empty={{ title: t('noCases') }}
    />
  );
}

interface WhichProps {
  value: string | undefined;
  onChange: (value: string) => void;
}

function Which({ value = '', onChange }: WhichProps) {
  const t = useWords(words);
  const choices = [
    { value: '', label: t('all') },
    { value: 'no', label: t('differing') },
    { value: 'yes', label: t('agreeing') },
  ];
  return <Segmented aria-label={t('which')} options={choices} value={value} onChange={onChange} />;
}

function useCaseColumns(): Columns<Case> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  const answer = (row: Case) => t(row.is_accepted ? 'acceptedShort' : 'refusedShort');
  return [
    caseColumn(t('case')),
    { key: 'line', title: t('line'), value: (row) => row.line },
    { key: 'dealer', title: t('dealer'), value: (row) => nameOf(row, 'dealer_name') || t('noDealer') },
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
