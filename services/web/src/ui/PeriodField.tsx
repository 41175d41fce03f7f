/** From a day to a day, as a filter; the calendar is fetched where one is offered. */
import { DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useWords } from '../app/language.ts';
import type { FilterState } from './filters.ts';
import { words } from './words.ts';

export function PeriodField({ state, label }: { state: FilterState<string>; label: string | undefined }) {
  const t = useWords(words);
  const { from, to } = state.values;
  const asDay = (day: string | undefined) => (day ? dayjs(day) : null);
  return (
    <DatePicker.RangePicker
      allowEmpty={[true, true]}
      value={[asDay(from), asDay(to)]}
      aria-label={label ?? t('period')}
      placeholder={[t('dayFrom'), t('dayTo')]}
      onChange={(days) => state.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
    />
  );
}
