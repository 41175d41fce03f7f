/** Choosing a dealer, a factory or another organisation by the beginning of its code or name. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { type CSSProperties, useState } from 'react';
import { api, body, remote, type Schemas } from '../api/client.ts';
import { useName, useWords } from '../app/language.ts';
import { words } from './words.ts';

type Organisation = Schemas['Organisation'];
const SOME = 50;

interface Props {
  id?: string;
  value?: string | undefined;
  onChange?: (id: string | null) => void;
  /** Told the whole of what was chosen. */
  onPick?: (one: Organisation | undefined) => void;
  /** Only those of this kind. */
  kind?: Schemas['OrganisationKind'];
  /** Only those that may be chosen here. */
  fits?: (one: Organisation) => boolean;
  isActiveOnly?: boolean;
  allowClear?: boolean;
  label?: string;
  placeholder?: string;
  style?: CSSProperties;
}

export function OrganisationSelect(props: Props) {
  const { id, value, onChange, kind, fits, isActiveOnly = false, allowClear = false, label, placeholder } = props;
  const t = useWords(words);
  const name = useName();
  const [text, setText] = useState('');
  const query = {
    limit: SOME,
    ...(kind ? { kind } : {}),
    ...(isActiveOnly ? { state: 'active' as const } : {}),
    ...(text ? { q: text } : {}),
  };
  const asked = useQuery({
    queryKey: ['list', '/v1/organisations', 'choices', query],
    queryFn: () => body(api.GET('/v1/organisations', { params: { query } })),
  });
  const found = (asked.data?.items ?? []).filter((one) => fits?.(one) ?? true);
  const isAbsent = !!value && !found.some((one) => one.id === value);
  const chosen = remote.useQuery(
    'get',
    '/v1/organisations/{organisation_id}',
    { params: { path: { organisation_id: value ?? '' } } },
    { enabled: isAbsent && !asked.isPending },
  );
  const shown = isAbsent && !text && chosen.data ? [chosen.data, ...found] : found;
  return (
    <Select
      {...(id ? { id } : {})}
      allowClear={allowClear}
      showSearch={{ onSearch: setText, filterOption: false }}
      value={value && (!isAbsent || chosen.data) ? value : null}
      loading={asked.isFetching}
      placeholder={placeholder ?? t('chooseOrganisation')}
      {...(id && !label ? {} : { 'aria-label': label ?? t('organisation') })}
      style={props.style ?? { width: '100%' }}
      options={shown.map((one) => ({ value: one.id, label: `${one.code} ${name(one)}` }))}
      onChange={(picked: string | undefined) => {
        onChange?.(picked ?? null);
        props.onPick?.(shown.find((one) => one.id === picked));
      }}
    />
  );
}
