/** What a period's returns come to: outcomes, clauses, cost, dealers, deadlines. */
import { Flex, Segmented } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { remote, type Schemas } from '../../../api/client.ts';
import { useSay, useText, useWords } from '../../../app/language.ts';
import { Card } from '../../../ui/Card.tsx';
import { OUTCOMES } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { Loaded, Nothing } from '../../../ui/states.tsx';
import { type Bar, Bars } from './Bars.tsx';
import { words } from './words.ts';

type Figures = Schemas['ReturnFigures'];
type Figure = Schemas['Figure'];
type Word = keyof typeof words;

const PERIODS: readonly (readonly [Word, number])[] = [
  ['month', 30],
  ['quarter', 90],
  ['year', 365],
];
const FEW = 8;

export function ReturnFigures() {
  const t = useWords(words);
  const [days, setDays] = useState(90);
  const query = {
    from: dayjs()
      .subtract(days - 1, 'day')
      .format('YYYY-MM-DD'),
    to: dayjs().format('YYYY-MM-DD'),
  };
  const asked = remote.useQuery('get', '/v1/return-figures', { params: { query } });
  return (
    <section aria-label={t('figures')}>
      <Flex justify="space-between" align="center" gap={12} wrap style={{ margin: '24px 0 12px' }}>
        <h2 style={{ margin: 0, fontSize: 18 }}>{t('figures')}</h2>
        <Segmented
          aria-label={t('period')}
          value={days}
          onChange={setDays}
          options={PERIODS.map(([word, value]) => ({ value, label: t(word) }))}
        />
      </Flex>
      <Loaded query={asked} rows={8}>
        {(figures) => (figures.total.length ? <All figures={figures} /> : <None />)}
      </Loaded>
    </section>
  );
}

function None() {
  const t = useWords(words);
  return (
    <Card>
      <Nothing title={t('noFigures')} hint={t('noFiguresHint')} />
    </Card>
  );
}

function All({ figures }: { figures: Figures }) {
  const t = useWords(words);
  const say = useSay();
  const text = useText();
  const outcomeOf = (row: Figure) => say(OUTCOMES[row.key as keyof typeof OUTCOMES]);
  return (
    <>
      <Card size="small" style={{ marginBottom: 16 }}>
        <Totals rows={figures.total} />
      </Card>
      <div className="figures">
        <Lines title={t('byOutcome')} head={t('outcome')} rows={figures.by_outcome} name={outcomeOf} />
        <Lines
          title={t('byClause')}
          head={t('clause')}
          rows={figures.by_clause}
          name={(row) => row.key}
          hint={(row) => text({ zh: row.name, en: row.name_en })}
        />
        <Deadlines rows={figures.deadlines} />
        <Costs title={t('byModel')} head={t('model')} rows={figures.by_model} name={(row) => row.key || t('noModel')} />
        <Costs
          title={t('byPart')}
          head={t('part')}
          rows={figures.by_part}
          name={(row) => text({ zh: row.name, en: row.name_en })}
          hint={(row) => row.key}
        />
        <Lines
          title={t('byDealer')}
          head={t('dealer')}
          rows={figures.by_dealer}
          name={(row) => text({ zh: row.name, en: row.name_en })}
          isWithCost
        />
      </div>
    </>
  );
}

function Totals({ rows }: { rows: readonly Figure[] }) {
  const t = useWords(words);
  const format = useFormat();
  const add = (figure: (row: Figure) => number) => rows.reduce((all, row) => all + figure(row), 0);
  const lines = add((row) => row.lines);
  const cells = [
    [t('returns'), format.number(add((row) => row.returns))],
    [t('lines'), format.number(lines)],
    [t('accepted'), format.percent(lines ? add((row) => row.accepted) / lines : 0)],
    [t('cost'), rows.map((row) => format.money(row.cost)).join(' + ')],
  ] as const;
  return (
    <dl className="totals">
      {cells.map(([name, value]) => (
        <div key={name} title={name === t('cost') ? t('costHint') : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RowsProps {
  title: string;
  head: string;
  rows: readonly Figure[];
  name: (row: Figure) => string;
  hint?: (row: Figure) => string;
  isWithCost?: boolean;
}

/** How many lines, and how many of them were accepted (the rest of the bar is red). */
function Lines({ title, head, rows, name, hint, isWithCost = false }: RowsProps) {
  const t = useWords(words);
  const format = useFormat();
  const bars = [...rows]
    .sort((one, other) => other.lines - one.lines)
    .slice(0, FEW)
    .map((row): Bar => {
      const share = `${t('accepted')} ${format.percent(row.accepted / row.lines)}`;
      const more = hint?.(row) ?? (isWithCost ? `${share} · ${format.money(row.cost)}` : share);
      return {
        key: `${row.key} ${row.cost.currency}`,
        name: name(row),
        hint: more,
        parts: [row.accepted, row.lines - row.accepted],
        figure: format.number(row.lines),
      };
    });
  return (
    <Card title={title} size="small">
      <Bars title={title} head={head} figure={t('lines')} bars={bars} />
    </Card>
  );
}

function Costs({ title, head, rows, name, hint }: RowsProps) {
  const t = useWords(words);
  const format = useFormat();
  const bars = rows
    .filter((row) => Number(row.cost.amount) > 0)
    .slice(0, FEW)
    .map((row): Bar => ({
      key: `${row.key} ${row.cost.currency}`,
      name: name(row),
      hint: hint?.(row) ?? '',
      parts: [Number(row.cost.amount)],
      figure: format.money(row.cost),
    }));
  return (
    <Card title={title} size="small">
      {bars.length ? (
        <Bars title={title} head={head} figure={t('cost')} bars={bars} />
      ) : (
        <Nothing title={t('noCost')} />
      )}
    </Card>
  );
}

function Deadlines({ rows }: { rows: Figures['deadlines'] }) {
  const t = useWords(words);
  const text = useText();
  const format = useFormat();
  const bars = rows.map((row): Bar => {
    const ended = row.kept + row.missed;
    return {
      key: row.code,
      name: text(row.text),
      hint: t('keptOf', { kept: row.kept, missed: row.missed, open: row.open }),
      parts: ended ? [row.kept / ended, row.missed / ended] : [0],
      figure: ended ? format.percent(row.kept / ended) : '—',
    };
  });
  return (
    <Card title={t('deadlines')} size="small">
      {bars.length ? (
        <Bars title={t('deadlines')} head={t('deadline')} figure={t('keptShare')} bars={bars} full={1} />
      ) : (
        <Nothing title={t('noDeadlines')} />
      )}
    </Card>
  );
}
