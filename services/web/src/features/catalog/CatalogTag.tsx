import { Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { CATALOG_STATES, useDomain } from '../../ui/domain.ts';

export function CatalogTag({ state }: { state: Schemas['CatalogState'] }) {
  const domain = useDomain();
  return <Tag color={state === 'active' ? 'success' : 'default'}>{domain(CATALOG_STATES, state)}</Tag>;
}
