import { Tag } from 'antd';
import type { Schemas } from '../../../api/client.ts';
import { ORGANISATION_STATES, useDomain } from '../../../ui/domain.ts';

export function OrganisationTag({ state }: { state: Schemas['OrganisationState'] }) {
  const domain = useDomain();
  return <Tag color={state === 'active' ? 'success' : 'default'}>{domain(ORGANISATION_STATES, state)}</Tag>;
}
