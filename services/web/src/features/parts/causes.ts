/** Why stock moved, as people read it, and the page of what caused it. */
import type { Pair } from '../../app/words.ts';

interface Cause {
  readonly name: Pair;
  readonly page?: string;
}

const CAUSES: Readonly<Record<string, Cause>> = {
  opening_stock: { name: ['期初库存', 'Opening stock'] },
  return_received: { name: ['退货收货', 'A return was received'], page: '/returns' },
  return_line_settled: { name: ['退货处置', 'A return was settled'] },
  stock_count: { name: ['盘点', 'A stock count'], page: '/stock-counts' },
  stock_move: { name: ['手工移动', 'A move by hand'] },
  stock_difference: { name: ['手工盘盈盘亏', 'A difference posted by hand'] },
  stock_reversal: { name: ['冲回', 'A reversal'] },
};

/** What a cause is called; one that is new here is shown by its code. */
export const nameOfCause = (kind: string): Pair => CAUSES[kind]?.name ?? [kind, kind];

/** The address of the page that shows the cause, or nothing. */
export const pageOfCause = (kind: string, id: string): string | null => {
  const page = CAUSES[kind]?.page;
  return page ? `${page}/${id}` : null;
};
