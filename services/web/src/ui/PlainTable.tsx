/** Rows that are all here: a table at a desk, cards on a phone. */
import { Table, type TableProps } from 'antd';
import type { ReactNode } from 'react';
import type { Columns } from './columns.tsx';
import { RowCards } from './RowCards.tsx';
import { useIsPhone } from './screen.ts';
import { Nothing } from './states.tsx';

interface Props<Row> {
  title: string;
  rows: readonly Row[];
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  isLoading?: boolean;
  empty?: ReactNode;
  selection?: TableProps<Row>['rowSelection'] | undefined;
  rowClassName?: ((row: Row) => string) | undefined;
}

export function PlainTable<Row extends object>(props: Props<Row>) {
  const { title, rows, columns, rowKey, isLoading = false, selection } = props;
  const empty = props.empty ?? <Nothing />;
  const isPhone = useIsPhone();
  if (isPhone) {
    return (
      <RowCards
        rows={rows}
        columns={columns}
        rowKey={rowKey}
        isLoading={isLoading}
        empty={empty}
        selection={selection}
      />
    );
  }
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
