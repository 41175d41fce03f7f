/** Whether an endpoint is told, and whether that goes well. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { words } from './words.ts';

export const stateOf = (endpoint: Schemas['Endpoint']): 'active' | 'failing' | 'disabled' =>
  endpoint.state === 'disabled' ? 'disabled' : endpoint.failing_since ? 'failing' : 'active';

const TONES = { active: 'success', failing: 'warning', disabled: 'default' } as const;

export function StateTag({ endpoint }: { endpoint: Schemas['Endpoint'] }) {
  const t = useWords(words);
  const state = stateOf(endpoint);
  return <Tag color={TONES[state]}>{t(state)}</Tag>;
}
