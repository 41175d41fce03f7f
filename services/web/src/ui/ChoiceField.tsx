/** One value of several, as a filter. */
import { Select } from 'antd';
import { useSay, useWords } from '../app/language.ts';
import type { Pair } from '../app/words.ts';
import type { Choice, Choices } from './filtering.tsx';
import { words } from './words.ts';

interface ChoiceFieldProps extends Choice<string> {
  choices: Choices<string>;
  value: string | undefined;
  onChange: (value: string | null) => void;
}

export function ChoiceField({
  choices,
  value,
  onChange,
  preset,
  any,
  label,
  width = 140,
  isSearched,
}: ChoiceFieldProps) {
  const t = useWords(words);
  const say = useSay();
  const options = Array.isArray(choices)
    ? [...(choices as readonly { value: string; label: string }[])]
    : Object.entries(choices as Readonly<Record<string, Pair>>).map(([one, pair]) => ({
        value: one,
        label: say(pair),
      }));
  return (
    <Select
      allowClear={preset === undefined}
      {...(isSearched ? { showSearch: { optionFilterProp: 'label' }, popupMatchSelectWidth: false } : {})}
      value={value ?? null}
      placeholder={any ?? t('anyState')}
      aria-label={label ?? any ?? t('state')}
      style={{ width }}
      options={options}
      onChange={(chosen: string | undefined) => onChange(chosen ?? null)}
    />
  );
}
