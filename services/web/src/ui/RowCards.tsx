/** Rows as cards, for a phone: the first column is the heading, the others stand below it by name. */
import { Checkbox, Flex, type TableProps } from 'antd';
import { Card } from './Card.tsx';
import type { ReactNode } from 'react';
import type { Column, Columns } from './columns.tsx';
import { Loading } from './states.tsx';

interface Props<Row> {
  rows: readonly Row[];
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  isLoading: boolean;
  empty: ReactNode;
  selection?: TableProps<Row>['rowSelection'];
}

export function RowCards<Row extends object>({ rows, columns, rowKey, isLoading, empty, selection }: Props<Row>) {
  if (isLoading) return <Loading />;
  if (!rows.length) return empty;
  const [first, ...rest] = columns;
  if (!first) return null;
  return (
    <Flex vertical gap={10} component="ul" className="cards" style={{ listStyle: 'none', padding: 0, margin: 0 }}>
      {rows.map((row) => (
        <li key={rowKey(row)}>
          <Card size="small">
            <Flex gap={8} align="center" style={{ marginBottom: 6, fontWeight: 600 }}>
              {selection && <Chosen row={row} id={rowKey(row)} selection={selection} />}
              <span>{shown(first, row)}</span>
            </Flex>
            <dl className="facts">
              {rest.map((one) => (
                <div key={one.key}>
                  <dt>{one.title}</dt>
                  <dd>{shown(one, row)}</dd>
                </div>
              ))}
            </dl>
          </Card>
        </li>
      ))}
    </Flex>
  );
}

function shown<Row>(column: Column<Row>, row: Row): ReactNode {
  return (column.render ? column.render(row) : column.value(row)) || '—';
}

interface ChosenProps<Row> {
  row: Row;
  id: string;
  selection: NonNullable<TableProps<Row>['rowSelection']>;
}

function Chosen<Row>({ row, id, selection }: ChosenProps<Row>) {
  const keys = selection.selectedRowKeys ?? [];
  const toggle = (on: boolean) => {
    const after = on ? [...keys, id] : keys.filter((key) => key !== id);
    selection.onChange?.(after, [row], { type: 'multiple' });
  };
  return (
    <Checkbox
      aria-label={id}
      checked={keys.includes(id)}
      onChange={(event) => toggle(event.target.checked)}
      {...selection.getCheckboxProps?.(row)}
    />
  );
}
