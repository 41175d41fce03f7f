/** A page that is one list: its name and acts above, then filters, columns, export and rows. */
import type { ReactNode } from 'react';
import { DataTable, type ListProps } from './DataTable.tsx';
import { Page } from './Page.tsx';

interface Props<Row> extends ListProps<Row> {
  hint?: ReactNode;
  actions?: ReactNode;
  back?: string;
  /** Stands above the list, such as a notice or a dialogue of this page. */
  children?: ReactNode;
}

export function ListPage<Row extends object>({ hint, actions, back, children, ...list }: Props<Row>) {
  return (
    <Page title={list.title} hint={hint} actions={actions} {...(back ? { back } : {})}>
      {children}
      <DataTable {...list} />
    </Page>
  );
}
