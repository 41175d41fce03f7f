/** A card of a few rows: what each is and leads to on one side, what matters of it on the other. */
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Card } from './Card.tsx';
import { Loaded, Nothing, type NothingProps } from './states.tsx';

export interface CardRow {
  readonly key: string;
  readonly name: ReactNode;
  /** Where its name leads. */
  readonly to?: string;
  readonly note?: ReactNode;
  readonly figure?: ReactNode;
  readonly remark?: ReactNode;
}

interface Props<T> {
  title: string;
  extra?: ReactNode;
  query: Pick<UseQueryResult<T, unknown>, 'data' | 'error' | 'refetch'>;
  rows: (data: T) => readonly CardRow[];
  empty: NothingProps;
  /** How many rows are drawn while it is on its way. */
  few?: number;
}

export function RowsCard<T>({ title, extra, query, rows, empty, few = 3 }: Props<T>) {
  return (
    <Card title={title} extra={extra}>
      <Loaded query={query} rows={few}>
        {(data) => {
          const shown = rows(data);
          return shown.length ? <Rows rows={shown} /> : <Nothing {...empty} />;
        }}
      </Loaded>
    </Card>
  );
}

export function Rows({ rows }: { rows: readonly CardRow[] }) {
  return (
    <ul className="rows">
      {rows.map((row) => (
        <li key={row.key}>
          <span>
            {row.to ? <Link to={row.to}>{row.name}</Link> : <span>{row.name}</span>}
            {row.note && <small>{row.note}</small>}
          </span>
          <span>
            {row.figure}
            {row.remark && <small>{row.remark}</small>}
          </span>
        </li>
      ))}
    </ul>
  );
}
