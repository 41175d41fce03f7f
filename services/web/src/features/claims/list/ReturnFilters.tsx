/** Finding returns: by number, state, day; for the manufacturer also by dealer and factory. */
import { DatePicker, Input, Select } from 'antd';
import dayjs from 'dayjs';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { RETURN_STATES, useDomain } from '../../../ui/domain.ts';
import type { FilterState } from '../../../ui/filters.ts';
import { words } from '../words.ts';
import { PlaceSelect } from './PlaceSelect.tsx';

/** The names of the filters, as they stand in the address. */
export const FILTERS = ['state', 'text', 'from', 'to', 'dealer', 'factory'] as const;
type Wanted = FilterState<(typeof FILTERS)[number]>;

export function ReturnFilters({ filters }: { filters: Wanted }) {
  const t = useWords(words);
  const domain = useDomain();
  const states = Object.keys(RETURN_STATES) as Schemas['ReturnState'][];
  const { isDealer } = useSession();
  const { from, to, state, text, dealer, factory } = filters.values;
  return (
    <>
      <Input.Search
        allowClear
        key={text ?? ''}
        defaultValue={text ?? ''}
        placeholder={t('searchNumber')}
        aria-label={t('searchNumber')}
        style={{ width: 200 }}
        onSearch={(typed) => filters.set({ text: typed.trim() })}
      />
      <Select
        allowClear
        value={state ?? null}
        placeholder={t('anyState')}
        aria-label={t('state')}
        style={{ width: 130 }}
        options={states.map((value) => ({ value, label: domain(RETURN_STATES, value) }))}
        onChange={(value: string | null) => filters.set({ state: value })}
      />
      <DatePicker.RangePicker
        allowEmpty={[true, true]}
        value={[from ? dayjs(from) : null, to ? dayjs(to) : null]}
        aria-label={t('filedFrom')}
        onChange={(days) => filters.set({ from: days?.[0]?.format('YYYY-MM-DD'), to: days?.[1]?.format('YYYY-MM-DD') })}
      />
      {!isDealer && (
        <>
          <PlaceSelect kind="dealer" value={dealer} onChange={(chosen) => filters.set({ dealer: chosen })} />
          <PlaceSelect kind="factory" value={factory} onChange={(chosen) => filters.set({ factory: chosen })} />
        </>
      )}
    </>
  );
}
