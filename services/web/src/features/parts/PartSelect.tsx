/** Choosing a part: parts are looked for as one types, since there may be thousands. */
import { Select } from 'antd';
import { useDeferredValue, useState } from 'react';
import { remote } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

const FEW = 20;

interface Props {
  id?: string;
  value?: string | undefined;
  onChange?: (id: string | null) => void;
  width?: number | string;
}

export function PartSelect({ id, value, onChange, width = '100%' }: Props) {
  const t = useWords(words);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const found = remote.useQuery('get', '/v1/parts', {
    params: { query: { limit: FEW, ...(wanted ? { text: wanted } : {}) } },
  });
  const params = { path: { part_id: value ?? '' } };
  const chosen = remote.useQuery('get', '/v1/parts/{part_id}', { params }, { enabled: value !== undefined });
  const items = [...(chosen.data ? [chosen.data] : []), ...(found.data?.items ?? [])];
  const options = [...new Map(items.map((one) => [one.id, `${one.number} ${one.name}`] as const))].map(
    ([key, label]) => ({ value: key, label }),
  );
  return (
    <Select
      allowClear
      {...(id ? { id } : {})}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value ?? null}
      placeholder={t('anyPart')}
      aria-label={t('part')}
      style={{ width }}
      options={options}
      loading={found.isFetching}
      onChange={(chosenId: string | null) => onChange?.(chosenId)}
    />
  );
}
