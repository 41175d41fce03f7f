/** Choosing events: everything, whole kinds, or single ones, each in words and by its name. */
import { Select } from 'antd';
import { useMemo } from 'react';
import { remote } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words as facts } from '../../ui/facts.ts';
import { words } from './words.ts';
import { letTabPass } from '../../ui/tab.ts';

interface Props {
  id?: string;
  value?: string[];
  onChange?: (events: string[]) => void;
}

export function EventPicker({ id, value = [], onChange }: Props) {
  const t = useWords(words);
  const say = useEventName();
  const asked = remote.useQuery('get', '/v1/webhook-events', {}, { staleTime: Infinity });
  const names = asked.data?.items;
  const options = useMemo(() => {
    const kinds = new Set((names ?? []).map((name) => name.split('.')[0] ?? ''));
    return [...new Set(['*', ...[...kinds].flatMap((kind) => [`${kind}.*`, ...ofKind(names ?? [], kind)])])].map(
      (name) => ({ value: name, label: name === '*' ? say(name) : `${say(name)} ${name}` }),
    );
  }, [names, say]);
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      onInputKeyDown={letTabPass}
      aria-label={t('events')}
      value={value}
      options={options}
      loading={asked.isPending}
      showSearch={{ optionFilterProp: 'label' }}
      onChange={(events: string[]) => onChange?.(events)}
    />
  );
}

const ofKind = (names: readonly string[], kind: string): string[] =>
  names.filter((name) => name.startsWith(`${kind}.`));

/** A function that says an event, or a pattern of events. */
export function useEventName(): (event: string) => string {
  const t = useWords(words);
  const fact = useWords(facts);
  return useMemo(
    () => (event) => {
      if (event === '*') return t('everything');
      if (event.endsWith('.*')) return t('allOf', { kind: t(event.slice(0, -2) as keyof typeof words) });
      return fact(event as keyof typeof facts);
    },
    [t, fact],
  );
}
