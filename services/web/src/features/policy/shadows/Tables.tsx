/** How far a shadow agrees with people: by clause, and by dealer and outcome; each row leads to its cases. */
import { Tag } from 'antd';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import type { Columns } from '../../../ui/columns.tsx';
import { OUTCOME_TONES, OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { SheetTable } from '../../../ui/SheetTable.tsx';
import { useDealerName } from '../replays/dealers.ts';
import { words } from './words.ts';

type Clause = Schemas['ClauseAgreement'];
type Confusion = Schemas['Confusion'];

export function Clauses({ rows }: { rows: readonly Clause[] }) {
  const t = useWords(words);
  const columns: Columns<Clause> = [
    {
      key: 'clause',
      title: t('clause'),
      value: (row) => row.clause,
      render: (row) =>
        row.clause ? (
          <Link to={`?clause=${encodeURIComponent(row.clause)}`} replace>
            {row.clause}
          </Link>
        ) : (
          t('noClause')
        ),
    },
    { key: 'cases', title: t('cases'), align: 'end', value: (row) => row.cases },
    { key: 'agreed', title: t('agreed'), align: 'end', value: (row) => row.agreed },
    {
      key: 'percent',
      title: t('percent'),
      align: 'end',
      value: (row) => (row.percent === null ? '—' : `${row.percent}%`),
    },
    { key: 'abstained', title: t('abstained'), align: 'end', value: (row) => row.abstained },
    {
      key: 'proven',
      title: t('state'),
      value: (row) => t(row.is_proven ? 'proven' : 'unproven'),
      render: (row) => (
        <Tag color={row.is_proven ? 'success' : 'default'}>{t(row.is_proven ? 'proven' : 'unproven')}</Tag>
      ),
    },
  ];
  return (
    <SheetTable id="shadow.clauses" title={t('byClause')} rows={rows} columns={columns} rowKey={(row) => row.clause} />
  );
}

export function Dealers({ rows }: { rows: readonly Confusion[] }) {
  const t = useWords(words);
  const domain = useDomain();
  const dealer = useDealerName();
  const columns: Columns<Confusion> = [
    {
      key: 'dealer',
      title: t('dealer'),
      value: (row) => dealer(row.dealer_id),
      render: (row) =>
        row.dealer_id ? (
          <Link to={`?dealer=${row.dealer_id}`} replace>
            {dealer(row.dealer_id)}
          </Link>
        ) : (
          dealer(null)
        ),
    },
    { key: 'clause', title: t('clause'), value: (row) => row.clause || t('noClause') },
    {
      key: 'outcome',
      title: t('outcome'),
      value: (row) => domain(OUTCOMES, row.outcome),
      render: (row) => <Tag color={OUTCOME_TONES[row.outcome]}>{domain(OUTCOMES, row.outcome)}</Tag>,
    },
    { key: 'accepted', title: t('accepted'), align: 'end', value: (row) => row.accepted },
    { key: 'refused', title: t('refused'), align: 'end', value: (row) => row.refused },
  ];
  return (
    <SheetTable
      id="shadow.dealers"
      title={t('byDealer')}
      rows={rows}
      columns={columns}
      rowKey={(row) => `${row.dealer_id ?? ''} ${row.clause} ${row.outcome}`}
    />
  );
}
