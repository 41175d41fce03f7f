/** The tenants' names, by id. */
import { useMemo } from 'react';
import { remote } from '../../api/client.ts';
import { useName } from '../../app/language.ts';

const MANY = 200;

export function useTenantNames(): ReadonlyMap<string, string> {
  const name = useName();
  const asked = remote.useQuery('get', '/v1/operator/tenants', { params: { query: { limit: MANY } } });
  return useMemo(() => new Map(asked.data?.items.map((one) => [one.id, name(one)])), [asked.data, name]);
}
