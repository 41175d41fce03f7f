/** The facts of a verdict in words: what each is called, and its value as a reader of the language expects it. */
import { remote } from '../../../api/client.ts';
import { useText, useWords } from '../../../app/language.ts';
import { PROOFS, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import { fieldWord, words } from './words.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const OWN = { starts_on: 'factStarts', ends_on: 'factEnds', until: 'factUntil', up_to: 'factUpTo' } as const;
/** Where facts of the lines of a return are described. */
const SECTION = { params: { query: { section: 'exclusions' } } };

export interface FactWords {
  readonly name: (fact: string) => string;
  readonly value: (fact: string, value: unknown) => string;
}

/** Words for the facts that a verdict was made from. */
export function useFactWords(): FactWords {
  const t = useWords(words);
  const text = useText();
  const domain = useDomain();
  const format = useFormat();
  const known = remote.useQuery('get', '/v1/policy-facts', SECTION, { staleTime: Infinity }).data?.items ?? [];
  return {
    name: (fact) => {
      const field = fieldWord(fact.replace('line.', ''));
      if (field) return t(field);
      if (fact in OWN) return t(OWN[fact as keyof typeof OWN]);
      return text(known.find((one) => one.name === fact)?.text) || fact;
    },
    value: (fact, value) => {
      if (value === null || value === undefined) return '—';
      if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
      const said = String(value);
      if (fact === 'proof' && said in PROOFS) return domain(PROOFS, said as keyof typeof PROOFS);
      return DAY.test(said) ? format.day(said) : said;
    },
  };
}
