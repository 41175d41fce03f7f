/** Who did something, as people read it: by name, and by a word where no person stands behind it. */
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { words } from './words.facts.ts';

/** What the platform calls itself where no person acted. */
const SYSTEM = 'worker';

type Acting = Pick<Schemas['FactRow'], 'actor_kind' | 'actor_name'>;

/** A function that says who acted. */
export function useActor(): (fact: Acting) => string {
  const t = useWords(words);
  return useMemo(
    () => (fact) => {
      if (fact.actor_kind === SYSTEM) return t('worker');
      return fact.actor_kind === 'operator' ? t('operatorNamed', { name: fact.actor_name }) : fact.actor_name;
    },
    [t],
  );
}

/** A function that says who acted, where only a name is known. */
export function useActorName(): (name: string) => string {
  const t = useWords(words);
  return useMemo(() => (name) => (name === SYSTEM ? t('worker') : name), [t]);
}
