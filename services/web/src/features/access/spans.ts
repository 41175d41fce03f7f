/** From when to when things were looked at, within a day. */
import type { Format } from '../../ui/format.ts';

interface Span {
  readonly first_at: string;
  readonly last_at: string;
}

export function spanOf(row: Span, format: Format): string {
  const [first, last] = [format.time(row.first_at), format.time(row.last_at)];
  return first === last ? first : `${first} – ${last}`;
}
