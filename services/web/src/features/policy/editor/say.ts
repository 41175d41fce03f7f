/** Names of fields and values in the language now. */
import { useMemo } from 'react';
import { useSay, useWords } from '../../../app/language.ts';
import { FIELDS } from '../names.fields.ts';
import { VALUES } from '../names.values.ts';
import { words } from '../words.ts';

export interface Names {
  readonly field: (name: string | number) => string;
  readonly value: (value: string | number | boolean) => string;
}

/** Fields and values as people read them; what has no word is shown as it is written. */
export function useNames(): Names {
  const say = useSay();
  const t = useWords(words);
  return useMemo(
    () => ({
      field: (name) => {
        if (typeof name === 'number') return t('entry', { n: name + 1 });
        const pair = FIELDS[name as keyof typeof FIELDS];
        const other = VALUES[name as keyof typeof VALUES];
        if (!pair && other) return say(other);
        return pair ? say(pair) : name.replaceAll('_', ' ');
      },
      value: (value) => {
        if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
        const pair = VALUES[String(value) as keyof typeof VALUES];
        return pair ? say(pair) : String(value);
      },
    }),
    [say, t],
  );
}
