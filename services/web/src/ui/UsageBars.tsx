/** A month's usage: a bar for each meter against its quota, with its warning marks; every figure stands in words too. */
import { Tag } from 'antd';
import { useSay, useWords } from '../app/language.ts';
import { useFormat } from './format.ts';
import { METERS, METERS_IN_ORDER, useQuantity } from './meters.ts';
import type { UsageLine } from './usage.ts';
import './usage.css';
import { words } from './words.usage.ts';

const WHOLE = 100;

export function UsageBars({ title, lines }: { title: string; lines: readonly UsageLine[] }) {
  const ordered = [...lines].sort((one, other) => place(one) - place(other));
  return (
    <ul className="usage" aria-label={title}>
      {ordered.map((line) => (
        <Line key={line.meter} line={line} />
      ))}
    </ul>
  );
}

/** Meters with a quota stand before those that are only counted. */
const place = (line: UsageLine): number => METERS_IN_ORDER.indexOf(line.meter) + (line.allowance ? 0 : WHOLE);

function Line({ line }: { line: UsageLine }) {
  const t = useWords(words);
  const say = useSay();
  const quantity = useQuantity();
  const { meter, used, allowance } = line;
  const included = allowance ? quantity(meter, allowance.included) : '';
  const figure = allowance ? t('usedOf', { used: quantity(meter, used), included }) : quantity(meter, used);
  return (
    <li>
      <div className="usage-head">
        <b>
          {say(METERS[meter])} {line.is_exception && <Tag>{t('exception')}</Tag>}
        </b>
        <span>{figure}</span>
      </div>
      {allowance ? <Gauge line={line} allowance={allowance} /> : <small>{t('noQuota')}</small>}
      {line.corrected !== 0 && <small>{t('correctedLong', { corrected: quantity(meter, line.corrected) })}</small>}
    </li>
  );
}

type Allowance = NonNullable<UsageLine['allowance']>;

function Gauge({ line, allowance }: { line: UsageLine; allowance: Allowance }) {
  const t = useWords(words);
  const format = useFormat();
  const quantity = useQuantity();
  const warn = allowance.warn ?? [];
  const refuses = allowance.beyond === 'refuse';
  const percent = percentOf(line.used, allowance.included);
  const left = line.over
    ? t('overLong', { over: quantity(line.meter, line.over) })
    : line.left
      ? t('leftLong', { left: quantity(line.meter, line.left) })
      : t('spentLong');
  const marks = line.reached
    .filter((one) => one.quota === allowance.included)
    .map((one) => t('mark', { percent: one.percent, at: format.instant(one.at) }));
  return (
    <>
      <div className="usage-gauge" aria-hidden data-tone={toneOf(percent, warn)}>
        <i style={{ width: `${Math.min(percent, WHOLE)}%` }} />
        {warn.map((one) => (
          <u key={one} style={{ insetInlineStart: `${one}%` }} />
        ))}
      </div>
      <small>
        {left} · {t(refuses ? 'refuseLong' : 'allowLong')}
        {warn.length > 0 && ` · ${t('warnAt', { percents: warn.map((one) => `${one}%`).join(' ') })}`}
      </small>
      {marks.length > 0 && <small>{t('marks', { marks: marks.join(' · ') })}</small>}
    </>
  );
}

const percentOf = (used: number, included: number): number => (included ? (used * WHOLE) / included : WHOLE);

function toneOf(percent: number, warn: readonly number[]): 'well' | 'near' | 'full' {
  if (percent >= WHOLE) return 'full';
  return warn.some((one) => percent >= one) ? 'near' : 'well';
}
