/** Spans of time and sizes, short, as a reader of each language expects them. */
import { useMemo } from 'react';
import { useLanguage } from '../../app/language.ts';

const SPANS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
const SIZES = [
  ['gigabyte', 1e9],
  ['megabyte', 1e6],
  ['kilobyte', 1e3],
  ['byte', 1],
] as const;

type Steps = readonly (readonly [unit: string, size: number])[];

/** Functions that write a number of seconds, or of bytes, in its largest fitting unit. */
export function useMeasure(): { span: (seconds: number) => string; size: (bytes: number) => string } {
  const language = useLanguage();
  return useMemo(() => {
    const tag = language === 'zh' ? 'zh-CN' : 'en-GB';
    const inLargest = (value: number, steps: Steps) => {
      const [unit, size] = steps.find(([, size]) => value >= size) ?? steps[steps.length - 1] ?? ['second', 1];
      const options = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 } as const;
      return new Intl.NumberFormat(tag, options).format(value / size);
    };
    return { span: (seconds) => inLargest(seconds, SPANS), size: (bytes) => inLargest(bytes, SIZES) };
  }, [language]);
}
