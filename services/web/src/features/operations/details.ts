/** What stands beside an act of an operator, as people read it. */
import { useCallback } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

type Act = Schemas['OperatorAct'];

/** What is told of an act, in this order; identities that only programs read are left out. */
const TOLD = [
  'name',
  'code',
  'email',
  'handler',
  'method',
  'address',
  'quantity',
  'hours',
  'delay_days',
  'failures',
  'from_month',
  'reason',
] as const;

/** How much of a day is its month. */
const MONTH = 7;

type Told = (typeof TOLD)[number];

/** A function that says what stands beside an act. */
export function useActDetails(): (act: Act) => string {
  const t = useWords(words);
  return useCallback(
    (act) => {
      const said = (told: Told, value: string): string => {
        if (told === 'hours') return t('actHours', { n: value });
        if (told === 'delay_days') return t('actDays', { n: value });
        if (told === 'failures') return t('actFailures', { n: value });
        if (told === 'from_month') return t('actFrom', { month: value.slice(0, MONTH) });
        return value;
      };
      return TOLD.flatMap((told) => {
        const value = act.details[told];
        return typeof value === 'string' && value !== '' ? [said(told, value)] : [];
      }).join(' · ');
    },
    [t],
  );
}
