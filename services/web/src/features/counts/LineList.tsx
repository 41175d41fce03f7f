/** The lines of a count as their counter sees them: never with what the books say. */
import { Alert, Button, Flex, Segmented, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { useNameOf, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { LINE_STATES, useDomain, ZONES } from '../../ui/domain.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { Nothing } from '../../ui/states.tsx';
import { isWaiting, type Line } from './useLines.ts';
import { words } from './words.ts';

const PAGE = 100;

interface Props {
  lines: readonly Line[];
  isWhole: boolean;
  onPick: (line: Line) => void;
}

export function LineList({ lines, isWhole, onPick }: Props) {
  const t = useWords(words);
  const [isAll, setAll] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const columns = useLineColumns(onPick);
  const wanted = isAll ? lines : lines.filter(isWaiting);
  const choices = [
    { value: 'waiting', label: t('waiting') },
    { value: 'all', label: t('all') },
  ];
  return (
    <Card title={t('lines')} isTight style={{ marginBottom: 16 }}>
      {!isWhole && <Alert type="warning" showIcon title={t('tooMany', { count: lines.length })} />}
      <SheetTable
        id="count.lines"
        title={t('lines')}
        rows={wanted.slice(0, shown)}
        all={wanted}
        columns={columns}
        rowKey={(row) => String(row.number)}
        tools={
          <Segmented
            aria-label={t('which')}
            options={choices}
            value={isAll ? 'all' : 'waiting'}
            onChange={(value) => setAll(value === 'all')}
          />
        }
        empty={<Nothing title={t('nothingWaits')} hint={t('nothingWaitsHint')} />}
      />
      {wanted.length > shown && (
        <Flex justify="center" style={{ padding: 12 }}>
          <Button onClick={() => setShown(shown + PAGE)}>
            {t('more', { count: Math.min(PAGE, wanted.length - shown) })}
          </Button>
        </Flex>
      )}
    </Card>
  );
}

function useLineColumns(onPick: (line: Line) => void): Columns<Line> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  return useMemo(
    () => [
      {
        key: 'part',
        title: t('part'),
        value: (row) => row.part_number,
        render: (row) => (
          <Button type="link" size="small" className="wrapping" onClick={() => onPick(row)}>
            {row.part_number}
          </Button>
        ),
      },
      { key: 'name', title: t('name'), value: (row) => nameOf(row, 'part_name') },
      { key: 'zone', title: t('zone'), value: (row) => domain(ZONES, row.zone) },
      {
        key: 'state',
        title: t('state'),
        value: (row) => domain(LINE_STATES, row.state),
        render: (row) => <Tag color={isWaiting(row) ? 'default' : 'success'}>{domain(LINE_STATES, row.state)}</Tag>,
      },
      {
        key: 'quantity',
        title: t('quantity'),
        align: 'end',
        value: (row) => row.quantity ?? (isWaiting(row) ? '—' : t('others')),
      },
      { key: 'number', title: t('number'), align: 'end', value: (row) => row.number },
    ],
    [t, nameOf, domain, onPick],
  );
}
