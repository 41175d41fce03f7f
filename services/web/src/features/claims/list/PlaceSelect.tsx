/** Choosing a dealer or a factory among the filters. */
import { useWords } from '../../../app/language.ts';
import { OrganisationSelect } from '../../../ui/OrganisationSelect.tsx';
import { words } from './words.ts';

interface Props {
  kind: 'dealer' | 'factory';
  value: string | undefined;
  onChange: (id: string | null) => void;
}

export function PlaceSelect({ kind, value, onChange }: Props) {
  const t = useWords(words);
  const label = t(kind === 'dealer' ? 'anyDealer' : 'anyFactory');
  return (
    <OrganisationSelect
      allowClear
      kind={kind}
      value={value}
      label={label}
      placeholder={label}
      style={{ width: 150 }}
      onChange={onChange}
    />
  );
}
