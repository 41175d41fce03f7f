/** Rows as a table at a desk and as cards on a phone; pages use it through `DataTable` and `SheetTable`. */
import type { TableProps } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import type { Columns } from './columns.tsx';
import type { DeskTable as Desk } from './DeskTable.tsx';
import { RowCards } from './RowCards.tsx';
import { useIsPhone } from './screen.ts';
import { Loading, Nothing } from './states.tsx';

const DeskTable = lazy(async () => ({ default: (await import('./DeskTable.tsx')).DeskTable })) as typeof Desk;

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

export function RowTable<Row extends object>({ isLoading = false, empty = <Nothing />, ...props }: Props<Row>) {
  const isPhone = useIsPhone();
  if (isPhone) return <RowCards {...props} isLoading={isLoading} empty={empty} />;
  return (
    <Suspense fallback={<Loading />}>
      <DeskTable {...props} isLoading={isLoading} empty={empty} />
    </Suspense>
  );
}
