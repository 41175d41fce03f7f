/** A list as people need it: columns to choose, rows to open, a workbook to take away; cards on a phone. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Flex, type TableProps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../app/language.ts';
import { type Columns, ColumnChoice, useColumnChoice } from './columns.tsx';
import { type List, wholeList } from './lists.ts';
import { PlainTable } from './PlainTable.tsx';
import { SavedViews } from './SavedViews.tsx';
import { Nothing, ProblemState } from './states.tsx';
import { words } from './words.ts';
import { save } from './xlsx.ts';

interface Props<Row> {
  /** Under this name the browser keeps which columns are shown. */
  id: string;
  /** What the list is called: names the table for readers and the exported file. */
  title: string;
  list: List<Row>;
  columns: Columns<Row>;
  rowKey: (row: Row) => string;
  /** Filters and buttons above the table. */
  tools?: ReactNode;
  isFiltered?: boolean;
  onClear?: () => void;
  /** Shown when there is nothing at all. */
  empty?: ReactNode;
  selection?: TableProps<Row>['rowSelection'];
  rowClassName?: (row: Row) => string;
  /** Filters and columns can be kept under a name; their page is called by `id`. */
  hasViews?: boolean;
}

export function DataTable<Row extends object>(props: Props<Row>) {
  const { id, list, columns, tools, title, hasViews = false } = props;
  const [shown, choose] = useColumnChoice(id, columns);
  return (
    <section aria-label={title}>
      <Flex gap={8} wrap align="center" style={{ marginBottom: 12 }} className="no-print">
        <Flex gap={8} wrap align="center" flex="1 1 auto">
          {tools}
        </Flex>
        <Flex gap={8} wrap>
          {hasViews && <SavedViews page={id} shown={shown} choose={choose} known={columns.map((one) => one.key)} />}
          <ColumnChoice columns={columns} shown={shown} choose={choose} />
          <ExportButton list={list} columns={columns.filter((one) => shown.includes(one.key))} title={title} />
        </Flex>
      </Flex>
      {list.query.error && !list.query.data ? (
        <ProblemState error={list.query.error} onRetry={() => void list.query.refetch()} />
      ) : (
        <Rows {...props} shown={shown} />
      )}
    </section>
  );
}

function Rows<Row extends object>(props: Props<Row> & { shown: readonly string[] }) {
  const { list, columns, shown, rowKey, selection, title } = props;
  const visible = columns.filter((one) => shown.includes(one.key));
  return (
    <>
      <PlainTable
        title={title}
        rows={list.rows}
        columns={visible}
        rowKey={rowKey}
        isLoading={list.query.isPending}
        empty={<EmptyRows {...props} />}
        {...(selection ? { selection } : {})}
        {...(props.rowClassName ? { rowClassName: props.rowClassName } : {})}
      />
      <More list={list} />
    </>
  );
}

function EmptyRows<Row>({ isFiltered, onClear, empty }: Props<Row>) {
  const t = useWords(words);
  if (!isFiltered) return empty ?? <Nothing />;
  return (
    <Nothing title={t('nothingFound')} action={onClear && <Button onClick={onClear}>{t('clearFilters')}</Button>} />
  );
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

function ExportButton<Row>({ list, columns, title }: { list: List<Row>; columns: Columns<Row>; title: string }) {
  const t = useWords(words);
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const exportAll = async () => {
    setBusy(true);
    try {
      const { rows, isWhole } = await wholeList(list.ask);
      save(title, [columns.map((one) => one.title), ...rows.map((row) => columns.map((one) => one.value(row)))]);
      void message.success(t(isWhole ? 'exported' : 'exportedPart', { count: rows.length }));
    } catch {
      void message.error(t('unreachable'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<DownloadOutlined />} loading={isBusy} disabled={!list.rows.length} onClick={() => void exportAll()}>
      {t('export')}
    </Button>
  );
}
