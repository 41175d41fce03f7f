/** The state of a return, in a word and a colour. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { RETURN_STATES, RETURN_TONES, useDomain } from '../../ui/domain.ts';

export function ReturnTag({ state }: { state: Schemas['ReturnState'] }) {
  const domain = useDomain();
  return <Tag color={RETURN_TONES[state]}>{domain(RETURN_STATES, state)}</Tag>;
}
