/** Allowances between the API and a form: kept files are entered in gigabytes, percentages as words to type. */
import type { Schemas } from '../../../api/client.ts';
import { GIGABYTE, type Meter, METERS_IN_ORDER } from '../../../ui/meters.ts';

export type Allowances = Schemas['NewTerms']['allowances'];
type Beyond = Schemas['Beyond'];

export interface Entry {
  readonly isOn?: boolean;
  readonly included?: number | null;
  readonly warn?: readonly string[];
  readonly beyond?: Beyond;
}

export type Entries = Partial<Record<Meter, Entry>>;

const scale = (meter: Meter): number => (meter === 'document_bytes_kept' ? GIGABYTE : 1);

/** What is entered, as the API takes it. */
export function allowancesOf(entries: Entries | undefined): Allowances {
  const found: Allowances = {};
  for (const meter of METERS_IN_ORDER) {
    const entry = entries?.[meter];
    if (!entry?.isOn) continue;
    found[meter] = {
      included: Math.round((entry.included ?? 0) * scale(meter)),
      warn: [...new Set((entry.warn ?? []).map(Number))].sort((one, other) => one - other),
      beyond: entry.beyond ?? 'allow',
    };
  }
  return found;
}

/** What the API says, as it is entered. */
export function entriesOf(allowances: Allowances): Entries {
  const found: Entries = {};
  for (const meter of METERS_IN_ORDER) {
    const allowance = allowances[meter];
    found[meter] = allowance
      ? {
          isOn: true,
          included: allowance.included / scale(meter),
          warn: (allowance.warn ?? []).map(String),
          beyond: allowance.beyond ?? 'allow',
        }
      : { isOn: false, warn: ['80'], beyond: 'allow' };
  }
  return found;
}

/** Whether every word is a percentage below the whole, and there are no more than the API takes. */
export const arePercentages = (words: readonly string[] | undefined): boolean =>
  (words ?? []).length <= 5 && (words ?? []).every((one) => /^[1-9][0-9]?$/.test(one));
