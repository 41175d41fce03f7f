/** The report of a replay by outcome, by clause and by dealer, each with the way to its cases. */
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { Card } from '../../../ui/Card.tsx';
import type { Columns } from '../../../ui/columns.tsx';
import { OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { SheetTable } from '../../../ui/SheetTable.tsx';
import { useDealerName } from './dealers.ts';
import { words } from './words.ts';

type Report = Schemas['Report'];
type Outcome = Schemas['PolicyDecisionOutcome'];
const ORDER: readonly Outcome[] = ['covered', 'open', 'unknown', 'refused'];

export function Matrix({ report }: { report: Report }) {
  const t = useWords(words);
  const domain = useDomain();
  const cells = report.matrix ?? [];
  const linesOf = (before: Outcome, after: Outcome) =>
    cells.find((one) => one.before === before && one.after === after)?.lines ?? 0;
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t('matrix')}>
      <table className="matrix" data-figures>
        <thead>
          <tr>
            <th scope="col">{t('matrixHead')}</th>
            {ORDER.map((after) => (
              <th key={after} scope="col">
                {domain(OUTCOMES, after)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ORDER.map((before) => (
            <tr key={before}>
              <th scope="row">{domain(OUTCOMES, before)}</th>
              {ORDER.map((after) => {
                const lines = linesOf(before, after);
                const isFlip = lines > 0 && before !== after;
                return (
                  <td key={after} data-flip={isFlip}>
                    {isFlip ? (
                      <Link to={`?before=${before}&after=${after}`} replace>
                        {lines}
                      </Link>
                    ) : (
                      lines
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Clauses({ report }: { report: Report }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const columns = useMemo<Columns<Schemas['ClauseEffect']>>(
    () => [
      {
        key: 'clause',
        title: t('clauseAfter'),
        value: (row) => row.clause_after,
        render: (row) => (
          <Link to={`?clause=${encodeURIComponent(row.clause_after)}`} replace>
            {row.clause_after || '—'}
          </Link>
        ),
      },
      { key: 'before', title: t('clauseBefore'), value: (row) => row.clause_before },
      {
        key: 'outcome',
        title: t('outcome'),
        value: (row) => `${domain(OUTCOMES, row.before)} → ${domain(OUTCOMES, row.after)}`,
      },
      { key: 'lines', title: t('lines'), value: (row) => row.lines, align: 'end' },
      { key: 'old', title: t('creditBefore'), value: (row) => format.money(row.credit_before), align: 'end' },
      { key: 'new', title: t('creditAfter'), value: (row) => format.money(row.credit_after), align: 'end' },
    ],
    [t, domain, format],
  );
  return (
    <Card title={t('byClause')} isTight>
      <SheetTable
        id="replay.clauses"
        title={t('byClause')}
        rows={report.clauses ?? []}
        columns={columns}
        rowKey={(row) => [row.clause_before, row.clause_after, row.before, row.after].join()}
      />
    </Card>
  );
}

export function Dealers({ report }: { report: Report }) {
  const t = useWords(words);
  const format = useFormat();
  const dealer = useDealerName();
  const columns: Columns<Schemas['DealerEffect']> = [
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
    { key: 'for', title: t('forDealer'), value: (row) => row.for_dealer, align: 'end' },
    { key: 'against', title: t('againstDealer'), value: (row) => row.against_dealer, align: 'end' },
    { key: 'neutral', title: t('neutral'), value: (row) => row.neutral, align: 'end' },
    { key: 'old', title: t('creditBefore'), value: (row) => format.money(row.credit_before), align: 'end' },
    { key: 'new', title: t('creditAfter'), value: (row) => format.money(row.credit_after), align: 'end' },
  ];
  return (
    <Card title={t('byDealer')} isTight>
      <SheetTable
        id="replay.dealers"
        title={t('byDealer')}
        rows={report.dealers ?? []}
        columns={columns}
        rowKey={(row) => row.dealer_id ?? 'none'}
      />
    </Card>
  );
}
