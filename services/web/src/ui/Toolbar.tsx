/** What stands above a table: its filters, the choice of its columns, and taking it away as a workbook. */
import { DownloadOutlined } from '@ant-design/icons';
import { App, Button, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useWords } from '../app/language.ts';
import { ColumnChoice, type Columns } from './columns.tsx';
import { words } from './words.ts';
import { save } from './xlsx.ts';

interface Props<Row> {
  /** Names the exported file. */
  title: string;
  columns: Columns<Row>;
  shown: string[];
  choose: (keys: string[]) => void;
  /** The rows to take away, and whether these are all. */
  rows: () => Promise<{ rows: readonly Row[]; isWhole: boolean }>;
  isEmpty: boolean;
  /** Where filters and columns are kept under a name. */
  views?: ReactNode;
  children?: ReactNode;
}

export function Toolbar<Row>({ title, columns, shown, choose, rows, isEmpty, views, children }: Props<Row>) {
  return (
    <Flex gap={8} wrap align="center" style={{ marginBottom: 12 }} className="no-print">
      <Flex gap={8} wrap align="center" flex="1 1 auto">
        {children}
      </Flex>
      <Flex gap={8} wrap style={{ marginInlineStart: 'auto' }}>
        {views}
        <ColumnChoice columns={columns} shown={shown} choose={choose} />
        <ExportButton
          title={title}
          columns={columns.filter((one) => shown.includes(one.key))}
          rows={rows}
          isEmpty={isEmpty}
        />
      </Flex>
    </Flex>
  );
}

type ExportProps<Row> = Pick<Props<Row>, 'title' | 'columns' | 'rows' | 'isEmpty'>;

function ExportButton<Row>({ title, columns, rows, isEmpty }: ExportProps<Row>) {
  const t = useWords(words);
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const exportAll = async () => {
    setBusy(true);
    try {
      const found = await rows();
      save(title, [columns.map((one) => one.title), ...found.rows.map((row) => columns.map((one) => one.value(row)))]);
      void message.success(t(found.isWhole ? 'exported' : 'exportedPart', { count: found.rows.length }));
    } catch {
      void message.error(t('unreachable'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<DownloadOutlined />} loading={isBusy} disabled={isEmpty} onClick={() => void exportAll()}>
      {t('export')}
    </Button>
  );
}
