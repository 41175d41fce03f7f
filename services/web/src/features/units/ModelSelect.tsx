/** Choosing a product model by the beginning of its code or name. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { words } from './words.ts';

const SOME = 50;

interface Props {
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
  /** What is chosen already, as it is called. */
  first?: { value: string; label: string } | undefined;
}

export function ModelSelect({ id, value, onChange, first }: Props) {
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const query = { limit: SOME, ...(text ? { text } : {}) };
  const asked = useQuery({
    queryKey: ['list', '/v1/product-models', 'choices', query],
    queryFn: () => body(api.GET('/v1/product-models', { params: { query } })),
  });
  const found = (asked.data?.items ?? []).map((one) => ({ value: one.id, label: `${one.code} ${name(one)}` }));
  const isAbsent = first && !text && !found.some((one) => one.value === first.value);
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ onSearch: (typed) => setText(typed.trim()), filterOption: false }}
      value={value ?? null}
      loading={asked.isFetching}
      placeholder={t('modelNeeded')}
      options={isAbsent ? [first, ...found] : found}
      onChange={(chosen: string | null) => chosen && onChange?.(chosen)}
    />
  );
}
