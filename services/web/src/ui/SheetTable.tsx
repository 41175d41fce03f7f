/** Rows that are all here, with columns to choose and a workbook to take away. */
import type { ReactNode } from 'react';
import { type Columns, useColumnChoice } from './columns.tsx';
import { PlainTable } from './PlainTable.tsx';
import { Toolbar } from './Toolbar.tsx';

interface Props<Row> {
  /** Under this name the browser keeps which columns are shown. */
  id: string;
  title: string;
  rows: readonly Row[];
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  empty?: ReactNode;
  tools?: ReactNode;
}

export function SheetTable<Row extends object>({ id, title, rows, columns, rowKey, empty, tools }: Props<Row>) {
  const [shown, choose] = useColumnChoice(id, columns);
  return (
    <section aria-label={title}>
      <Toolbar
        title={title}
        columns={columns}
        shown={shown}
        choose={choose}
        rows={() => Promise.resolve({ rows, isWhole: true })}
        isEmpty={!rows.length}
      >
        {tools}
      </Toolbar>
      <PlainTable
        title={title}
        rows={rows}
        columns={columns.filter((one) => shown.includes(one.key))}
        rowKey={rowKey}
        empty={empty}
      />
    </section>
  );
}
