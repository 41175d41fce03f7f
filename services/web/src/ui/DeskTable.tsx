/** Rows as a table, for a desk; a phone never fetches it. */
import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import type { Columns } from './columns.tsx';

interface Props<Row> {
  title: string;
  rows: readonly Row[];
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  isLoading: boolean;
  empty: ReactNode;
  selection?: TableProps<Row>['rowSelection'] | undefined;
  rowClassName?: ((row: Row) => string) | undefined;
}

export function DeskTable<Row extends object>(props: Props<Row>) {
  const { title, rows, columns, rowKey, isLoading, empty, selection } = props;
  return (
    <Table<Row>
      size="middle"
      aria-label={title}
      rowKey={rowKey}
      loading={isLoading}
      dataSource={rows}
      pagination={false}
      className="table"
      {...(selection ? { rowSelection: selection } : {})}
      rowClassName={props.rowClassName ?? ''}
      locale={{ emptyText: isLoading ? <div style={{ height: 160 }} /> : empty }}
      columns={columns.map((one) => ({
        key: one.key,
        title: one.title,
        align: one.align ?? 'start',
        ...(one.width ? { width: one.width } : {}),
        render: (_: unknown, row: Row) => (one.render ? one.render(row) : one.value(row)),
      }))}
    />
  );
}
