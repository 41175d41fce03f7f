/** Rows that are all here, with columns to choose and a workbook to take away. */
import type { TableProps } from 'antd';
import type { ReactNode } from 'react';
import { type Columns, useColumnChoice } from './columns.tsx';
import { RowTable } from './RowTable.tsx';
import { Toolbar } from './Toolbar.tsx';

interface Props<Row> {
  /** Under this name the browser keeps which columns are shown. */
  id: string;
  title: string;
  rows: readonly Row[];
  /** The rows of the workbook, where fewer are shown than there are. */
  all?: readonly Row[];
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  empty?: ReactNode;
  tools?: ReactNode;
  selection?: TableProps<Row>['rowSelection'] | undefined;
}

export function SheetTable<Row extends object>(props: Props<Row>) {
  const { id, title, rows, all = rows, columns, rowKey, empty, tools, selection } = props;
  const [shown, choose] = useColumnChoice(id, columns);
  return (
    <section aria-label={title}>
      <Toolbar
        title={title}
        columns={columns}
        shown={shown}
        choose={choose}
        rows={() => Promise.resolve({ rows: all, isWhole: true })}
        isEmpty={!all.length}
      >
        {tools}
      </Toolbar>
      <RowTable
        title={title}
        rows={rows}
        columns={columns.filter((one) => shown.includes(one.key))}
        rowKey={rowKey}
        empty={empty}
        selection={selection}
      />
    </section>
  );
}
