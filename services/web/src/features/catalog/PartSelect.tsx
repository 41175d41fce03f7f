/** Adding a part by its number or name. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { api, body, type Schemas } from '../../api/client.ts';
import { useName, useWords } from '../../app/language.ts';
import { words } from './words.ts';

const SOME = 30;

interface Props {
  /** Parts that are there already. */
  without: ReadonlySet<string>;
  onPick: (part: Schemas['CatalogPart']) => void;
}

export function PartSelect({ without, onPick }: Props) {
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const query = { limit: SOME, state: 'active' as const, ...(text ? { text } : {}) };
  const asked = useQuery({
    queryKey: ['list', '/v1/parts', 'choices', query],
    queryFn: () => body(api.GET('/v1/parts', { params: { query } })),
  });
  const found = (asked.data?.items ?? []).filter((one) => !without.has(one.id));
  return (
    <Select
      showSearch={{ onSearch: (typed) => setText(typed.trim()), filterOption: false }}
      value={null}
      loading={asked.isFetching}
      placeholder={`${t('addLine')}: ${t('searchPart')}`}
      aria-label={t('addLine')}
      style={{ maxWidth: 420 }}
      options={found.map((one) => ({ value: one.id, label: `${one.number} ${name(one)}` }))}
      onChange={(id: string | null) => {
        const part = found.find((one) => one.id === id);
        if (part) onPick(part);
      }}
    />
  );
}
