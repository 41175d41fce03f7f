/** The column that says which case a line belongs to: a return by its number, anything else by its id. */
import { Link } from 'react-router';
import type { Column } from '../../ui/columns.tsx';

interface Case {
  readonly subject_kind: string;
  readonly subject_id: string;
  readonly number: string | null;
}

const calledOf = (row: Case): string => row.number ?? row.subject_id.slice(-8);

export function caseColumn<Row extends Case>(title: string): Column<Row> {
  return {
    key: 'case',
    title,
    value: calledOf,
    render: (row) =>
      row.subject_kind === 'return' ? <Link to={`/returns/${row.subject_id}`}>{calledOf(row)}</Link> : calledOf(row),
  };
}
