/** What is metered, as people read it: the names of meters, and quantities in the unit that fits them. */
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { useLanguage } from '../app/language.ts';
import type { Pair } from '../app/words.ts';

export type Meter = Schemas['Meter'];

export const METERS: Readonly<Record<Meter, Pair>> = {
  returns_filed: ['退货单', 'Returns'],
  active_users: ['活跃人数', 'Active people'],
  api_calls: ['接口调用', 'API calls'],
  messages_sent: ['消息', 'Messages'],
  documents_rendered: ['单据', 'Papers'],
  document_bytes_kept: ['文件存储', 'Files kept'],
};

/** The meters in the order in which people look at them. */
export const METERS_IN_ORDER = Object.keys(METERS) as readonly Meter[];

/** Meters of which a plan may refuse more; the others belong to returns under way. */
export const REFUSABLE: ReadonlySet<Meter> = new Set(['returns_filed', 'document_bytes_kept', 'api_calls']);

/** How many bytes the unit has in which people speak of kept files. */
export const GIGABYTE = 1e9;

const SIZES = [
  ['gigabyte', GIGABYTE],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
  ['byte', 1],
] as const;

/** A function that writes a quantity of a meter: bytes in their largest fitting unit, everything else as a number. */
export function useQuantity(): (meter: Meter, quantity: number) => string {
  const language = useLanguage();
  return useMemo(() => {
    const tag = language === 'zh' ? 'zh-CN' : 'en-GB';
    const plain = new Intl.NumberFormat(tag);
    return (meter, quantity) => {
      if (meter !== 'document_bytes_kept') return plain.format(quantity);
      const [unit, size] = SIZES.find(([, one]) => Math.abs(quantity) >= one) ?? SIZES[3];
      const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 1 } as const;
      return new Intl.NumberFormat(tag, options).format(quantity / size);
    };
  }, [language]);
}
