/** A month's usage beside its plan, as a sheet. */
import { useCallback } from 'react';
import type { Schemas } from '../api/client.ts';
import { useName, useSay, useWords } from '../app/language.ts';
import { useFormat } from './format.ts';
import { METERS } from './meters.ts';
import { words } from './words.usage.ts';
import { type Cell, save } from './xlsx.ts';

export type Statement = Schemas['UsageStatement'];
export type UsageLine = Schemas['UsageLine'];

/** The month that it is here, as `2026-11`. */
export const thisMonth = (): string => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`;
};

/** A function that saves a statement as a workbook: every figure as a number, as it was counted. */
export function useSaveStatement(): (statement: Statement, brand: string) => void {
  const t = useWords(words);
  const say = useSay();
  const name = useName();
  const format = useFormat();
  return useCallback(
    (statement, brand) => {
      const head = [
        t('month'),
        t('plan'),
        t('meter'),
        t('opening'),
        t('used'),
        t('corrected'),
        t('included'),
        t('left'),
        t('over'),
        t('beyond'),
        t('reached'),
      ];
      const rows = statement.lines.map((line): Cell[] => [
        statement.month,
        statement.plan ? `${name(statement.plan)} (${statement.plan.code})` : t('noPlan'),
        say(METERS[line.meter]),
        line.opening,
        line.used,
        line.corrected,
        line.allowance?.included ?? null,
        line.left,
        line.over,
        line.allowance ? t(line.allowance.beyond ?? 'allow') : '',
        line.reached.map((one) => `${one.percent}% ${format.instant(one.at)}`).join('; '),
      ]);
      save(`${brand} ${t('sheet', { month: statement.month })}`.trim(), [head, ...rows]);
    },
    [t, say, name, format],
  );
}
