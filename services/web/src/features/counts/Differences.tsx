/** What differs from the books: its value, why, what is counted again. */
import { Alert, Button, Col, Flex, Input, Row, Statistic, Tag } from 'antd';
import { useState } from 'react';
import { api, ifMatch, newKey, remote, type Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { useAct } from '../../ui/act.ts';
import { Card } from '../../ui/Card.tsx';
import type { Columns } from '../../ui/columns.tsx';
import { useConfirm } from '../../ui/confirm.ts';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { tally } from './tally.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];
type Variance = Schemas['SeenVariance'];
type Texts = Readonly<Record<number, string>>;
const CHANGES = ['/v1/stock-counts'];
const LONGEST = 400;

export function Differences({ count }: { count: Count }) {
  const params = { path: { count_id: count.id } };
  const asked = remote.useQuery('get', '/v1/stock-counts/{count_id}/variances', { params });
  return <Loaded query={asked}>{({ items }) => <Compared count={count} lines={items} />}</Loaded>;
}

function Compared({ count, lines }: { count: Count; lines: readonly Variance[] }) {
  const t = useWords(words);
  const { can } = useSession();
  const [texts, setTexts] = useState<Texts>({});
  const [chosen, setChosen] = useState<number[]>([]);
  const isOpen = count.state === 'awaiting_approval';
  const mayExplain = isOpen && can('counts.manage');
  const columns = useDifferenceColumns(mayExplain, texts, setTexts);
  const { unexplained } = tally(lines);
  const selection = {
    selectedRowKeys: chosen.map(String),
    onChange: (keys: React.Key[]) => setChosen(keys.map(Number)),
    getCheckboxProps: (row: Variance) => ({ 'aria-label': row.part_number }),
  };
  if (!lines.length) return <Nothing title={t('noDifferences')} hint={t('noDifferencesHint')} />;
  return (
    <>
      <Figures lines={lines} />
      {isOpen && unexplained > 0 && (
        <Alert type="warning" showIcon title={t('mustExplain', { count: unexplained })} style={{ marginBottom: 16 }} />
      )}
      <Card
        title={t('differences')}
        isTight
        extra={
          <Flex gap={8} wrap>
            {isOpen && can('counts.approve') && <Again count={count} chosen={chosen} onDone={() => setChosen([])} />}
            {mayExplain && <Explain count={count} lines={lines} texts={texts} onDone={() => setTexts({})} />}
          </Flex>
        }
      >
        <SheetTable
          id="count.differences"
          title={t('differences')}
          rows={lines}
          columns={columns}
          rowKey={(row) => String(row.number)}
          {...(isOpen && can('counts.approve') ? { selection } : {})}
        />
      </Card>
    </>
  );
}

function Figures({ lines }: { lines: readonly Variance[] }) {
  const t = useWords(words);
  const format = useFormat();
  const { gained, lost, value } = tally(lines);
  const figures = [
    [t('gained'), format.number(gained)],
    [t('lost'), format.number(lost)],
    [t('net'), format.money(value)],
  ] as const;
  return (
    <Card style={{ marginBottom: 16 }}>
      <Row gutter={[16, 12]}>
        {figures.map(([title, shown]) => (
          <Col key={title} xs={12} md={8}>
            <Statistic title={title} value={shown} />
          </Col>
        ))}
      </Row>
    </Card>
  );
}

interface ExplainProps {
  count: Count;
  lines: readonly Variance[];
  texts: Texts;
  onDone: () => void;
}

function Explain({ count, lines, texts, onDone }: ExplainProps) {
  const t = useWords(words);
  const said = lines
    .filter((one) => texts[one.number] !== undefined && texts[one.number]?.trim() !== one.explanation)
    .map((one) => ({ number: one.number, text: texts[one.number]?.trim() ?? '' }));
  const explain = useAct({
    run: () =>
      api.PUT('/v1/stock-counts/{count_id}/explanations', {
        params: { path: { count_id: count.id } },
        body: { lines: said },
      }),
    done: t('explained'),
    changes: CHANGES,
    then: onDone,
  });
  return (
    <Button type="primary" disabled={!said.length} loading={explain.isPending} onClick={() => explain.mutate()}>
      {t('explain')}
    </Button>
  );
}

function Again({ count, chosen, onDone }: { count: Count; chosen: readonly number[]; onDone: () => void }) {
  const t = useWords(words);
  const confirm = useConfirm();
  const recount = useAct({
    run: () =>
      api.POST('/v1/stock-counts/{count_id}/recount', {
        params: { path: { count_id: count.id }, header: { ...ifMatch(count.version), 'Idempotency-Key': newKey() } },
        body: { lines: [...chosen] },
      }),
    done: t('askedAgain'),
    changes: CHANGES,
    then: onDone,
  });
  const verb = t('again', { count: chosen.length });
  const ask = async () => {
    if (await confirm({ title: t('againTitle'), content: t('againHint'), verb })) recount.mutate();
  };
  return (
    <Button disabled={!chosen.length} loading={recount.isPending} onClick={() => void ask()}>
      {verb}
    </Button>
  );
}

function useDifferenceColumns(mayExplain: boolean, texts: Texts, setTexts: (texts: Texts) => void): Columns<Variance> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  return [
    {
      key: 'part',
      title: t('part'),
      value: (row) => row.part_number,
      render: (row) => <strong>{row.part_number}</strong>,
    },
    { key: 'name', title: t('name'), value: (row) => nameOf(row, 'part_name') },
    { key: 'zone', title: t('zone'), value: (row) => domain(ZONES, row.zone) },
    { key: 'expected', title: t('expected'), align: 'end', value: (row) => row.expected },
    { key: 'counted', title: t('counted'), align: 'end', value: (row) => row.quantity },
    {
      key: 'difference',
      title: t('difference'),
      align: 'end',
      value: (row) => row.difference,
      render: (row) => (
        <>
          {row.is_over && (
            <Tag color="warning" style={{ marginInlineEnd: 6 }}>
              {t('over')}
            </Tag>
          )}
          <strong>{row.difference > 0 ? `+${row.difference}` : row.difference}</strong>
        </>
      ),
    },
    { key: 'value', title: t('value'), align: 'end', value: (row) => format.money(row.value) },
    {
      key: 'explanation',
      title: t('explanation'),
      value: (row) => row.explanation,
      render: (row) =>
        mayExplain ? (
          <Input
            value={texts[row.number] ?? row.explanation}
            aria-label={t('explanationOf', { part: row.part_number })}
            status={row.is_over && !(texts[row.number] ?? row.explanation) ? 'warning' : ''}
            maxLength={LONGEST}
            style={{ minWidth: 160 }}
            onChange={(event) => setTexts({ ...texts, [row.number]: event.target.value })}
          />
        ) : (
          row.explanation || '—'
        ),
    },
  ];
}
