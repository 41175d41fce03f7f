/** Choosing a dealer or a factory by name. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body } from '../../../api/client.ts';
import { useName, useWords } from '../../../app/language.ts';
import { words } from './words.ts';

interface Props {
  kind: 'dealer' | 'factory';
  value: string | undefined;
  onChange: (id: string | null) => void;
}

export function PlaceSelect({ kind, value, onChange }: Props) {
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const asked = useQuery({
    queryKey: ['list', '/v1/organisations', kind, text],
    queryFn: () =>
      body(api.GET('/v1/organisations', { params: { query: { kind, limit: 50, ...(text ? { q: text } : {}) } } })),
  });
  const label = t(kind === 'dealer' ? 'anyDealer' : 'anyFactory');
  return (
    <Select
      allowClear
      showSearch={{ onSearch: setText, filterOption: false }}
      value={value ?? null}
      loading={asked.isFetching}
      placeholder={label}
      aria-label={label}
      style={{ width: 150 }}
      options={asked.data?.items.map((one) => ({ value: one.id, label: `${one.code} ${name(one)}` })) ?? []}
      onChange={(id: string | undefined) => onChange(id ?? null)}
    />
  );
}
