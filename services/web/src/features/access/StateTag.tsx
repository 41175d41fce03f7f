/** Where an access is. */
import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useSay } from '../../app/language.ts';
import { STATES, TONES } from './names.ts';

export function StateTag({ state }: { state: Schemas['AccessState'] }) {
  const say = useSay();
  return <Tag color={TONES[state]}>{say(STATES[state])}</Tag>;
}
