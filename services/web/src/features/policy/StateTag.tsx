/** Where a version stands: a draft, planned, in force, or published. */
import { Tag } from 'antd';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

type Version = Pick<Schemas['VersionSummary'], 'id' | 'state' | 'effective_at'>;

/** The id of the version that decides now, if any does. */
export function useInForce(): string | undefined {
  return remote.useQuery('get', '/v1/policies/in-force', {}, { retry: false }).data?.id;
}

export function stateWord(
  version: Version,
  inForce: string | undefined,
): 'draft' | 'inForce' | 'planned' | 'publishedState' {
  if (version.state === 'draft') return 'draft';
  if (version.id === inForce) return 'inForce';
  return version.effective_at && new Date(version.effective_at) > new Date() ? 'planned' : 'publishedState';
}

const TONES = { draft: 'warning', inForce: 'success', planned: 'processing', publishedState: 'default' } as const;

export function StateTag({ version }: { version: Version }) {
  const t = useWords(words);
  const word = stateWord(version, useInForce());
  return <Tag color={TONES[word]}>{t(word)}</Tag>;
}
