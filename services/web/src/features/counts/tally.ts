/** What differences add up to. */
import type { Schemas } from '../../api/client.ts';

type Variance = Schemas['SeenVariance'];

interface Tally {
  readonly gained: number;
  readonly lost: number;
  /** Of lines that have a price; nothing if none has. */
  readonly value: Schemas['Money'] | null;
  /** Lines beyond the limits that nobody explained. */
  readonly unexplained: number;
}

export function tally(lines: readonly Variance[]): Tally {
  const values = lines.flatMap((one) => (one.value ? [one.value] : []));
  const [first] = values;
  const sum = values.reduce((total, one) => total + Number(one.amount), 0);
  return {
    gained: lines.reduce((total, one) => total + Math.max(one.difference, 0), 0),
    lost: lines.reduce((total, one) => total + Math.max(-one.difference, 0), 0),
    value: first ? { amount: sum.toFixed(2), currency: first.currency } : null,
    unexplained: lines.filter((one) => one.is_over && !one.explanation).length,
  };
}
