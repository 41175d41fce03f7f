/** A list as people need it: filters, columns to choose, rows to open, a workbook to take away; cards on a phone. */
import { Button, Flex, type TableProps } from 'antd';
import { Fragment, lazy, type ReactNode, Suspense } from 'react';
import { useWords } from '../app/language.ts';
import { type Columns, useColumnChoice } from './columns.tsx';
import { type List, wholeList } from './lists.ts';
import { RowTable } from './RowTable.tsx';
import { Nothing, type NothingProps, ProblemState } from './states.tsx';
import { Toolbar } from './Toolbar.tsx';
import { words } from './words.ts';

const SavedViews = lazy(async () => ({ default: (await import('./SavedViews.tsx')).SavedViews }));

export interface ListProps<Row> {
  /** Under this name the browser keeps which columns are shown. */
  id: string;
  /** What the list is called: names the table for readers and the exported file. */
  title: string;
  list: List<Row>;
  columns: Columns<Row>;
  /** What tells a row from others, its `id` unless said otherwise. */
  rowKey?: (row: Row) => string;
  /** More beside the filters, such as kept views. */
  tools?: ReactNode;
  /** Shown when there is nothing at all. */
  empty?: NothingProps;
  selection?: TableProps<Row>['rowSelection'];
  rowClassName?: (row: Row) => string;
  /** Filters and columns can be kept under a name; their page is called by `id`. */
  hasViews?: boolean;
}

const idOf = (row: object): string => String((row as { id?: unknown }).id);

export function DataTable<Row extends object>(props: ListProps<Row>) {
  const { id, list, columns, title, rowKey = idOf, empty, tools, hasViews = false } = props;
  const [shown, choose] = useColumnChoice(id, columns);
  const visible = columns.filter((one) => shown.includes(one.key));
  const { query, rows } = list;
  return (
    <section aria-label={title}>
      <Toolbar
        title={title}
        columns={columns}
        shown={shown}
        choose={choose}
        rows={() => wholeList(list.ask)}
        isEmpty={!rows.length}
        views={
          hasViews && (
            <Suspense fallback={null}>
              <SavedViews page={id} shown={shown} choose={choose} known={columns.map((one) => one.key)} />
            </Suspense>
          )
        }
      >
        {list.offered.map((one) => one && <Fragment key={one.names.join()}>{one.field?.(list.filters)}</Fragment>)}
        {tools}
      </Toolbar>
      {query.error && !query.data ? (
        <ProblemState error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <>
          <RowTable
            title={title}
            rows={rows}
            columns={visible}
            rowKey={rowKey}
            isLoading={query.isPending}
            empty={<EmptyRows filters={list.filters} empty={empty} />}
            selection={props.selection}
            rowClassName={props.rowClassName}
          />
          <More list={list} />
        </>
      )}
    </section>
  );
}

function EmptyRows({ filters, empty }: { filters: List<never>['filters']; empty: NothingProps | undefined }) {
  const t = useWords(words);
  if (!filters.isFiltered) return <Nothing {...empty} />;
  return <Nothing title={t('nothingFound')} action={<Button onClick={filters.clear}>{t('clearFilters')}</Button>} />;
}

function More<Row>({ list }: { list: List<Row> }) {
  const t = useWords(words);
  const { query, rows } = list;
  if (!rows.length) return null;
  return (
    <Flex justify="center" align="center" gap={12} style={{ padding: 16 }} className="no-print">
      <small>{t(query.hasNextPage ? 'shown' : 'shownAll', { count: rows.length })}</small>
      {query.hasNextPage && (
        <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Flex>
  );
}
