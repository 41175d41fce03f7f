/** Dates, money and numbers as a reader of each language expects them. */
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { useLanguage } from '../app/language.ts';
import type { Language } from '../app/words.ts';

const TAGS: Record<Language, string> = { zh: 'zh-CN', en: 'en-GB' };

/** How to write values in one language. */
export interface Format {
  readonly money: (money: Schemas['Money'] | null | undefined) => string;
  readonly number: (value: number | null | undefined) => string;
  readonly percent: (share: number) => string;
  /** A calendar day (`2026-11-22`), which has no time zone. */
  readonly day: (day: string | null | undefined) => string;
  /** An instant, to the minute. */
  readonly instant: (instant: string | null | undefined) => string;
  /** The time of day of an instant. */
  readonly time: (instant: string) => string;
  /** An instant as distance from now: "3 小时前". */
  readonly ago: (instant: string | null | undefined) => string;
  /** Several things in a sentence: “甲、乙和丙”. */
  readonly list: (things: readonly string[]) => string;
}

const NONE = '—';
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

function make(language: Language): Format {
  const tag = TAGS[language];
  const plain = new Intl.NumberFormat(tag);
  const share = new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeZone: 'UTC' });
  const instants = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
  const times = new Intl.DateTimeFormat(tag, { timeStyle: 'short' });
  const distance = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  const list = new Intl.ListFormat(tag);
  return {
    list: (things) => list.format(things),
    money: (money) => {
      if (!money) return NONE;
      const options = { style: 'currency', currency: money.currency, currencyDisplay: 'narrowSymbol' } as const;
      return new Intl.NumberFormat(tag, options).format(money.amount as Intl.StringNumericLiteral);
    },
    number: (value) => (value === null || value === undefined ? NONE : plain.format(value)),
    percent: (value) => share.format(value),
    day: (day) => (day ? days.format(new Date(`${day}T00:00:00Z`)) : NONE),
    instant: (instant) => (instant ? instants.format(new Date(instant)) : NONE),
    time: (instant) => times.format(new Date(instant)),
    ago: (instant) => {
      if (!instant) return NONE;
      const seconds = (new Date(instant).getTime() - Date.now()) / 1000;
      const step = STEPS.find(([, length]) => Math.abs(seconds) >= length);
      return step ? distance.format(Math.trunc(seconds / step[1]), step[0]) : distance.format(0, 'minute');
    },
  };
}

const FORMATS: Record<Language, Format> = { zh: make('zh'), en: make('en') };

/** How to write values in the language now. */
export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => FORMATS[language], [language]);
}
