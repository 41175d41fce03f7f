/** The versions of the policy by name, for choosing one and for saying which a shadow is of. */
import { remote, type Schemas } from '../../../api/client.ts';

type Version = Schemas['VersionSummary'];
const MANY = 200;

interface Versions {
  readonly all: readonly Version[];
  readonly nameOf: (id: string) => string;
}

export function useVersions(): Versions {
  const asked = remote.useQuery('get', '/v1/policies', { params: { query: { limit: MANY } } });
  const all = asked.data?.items ?? [];
  return {
    all,
    nameOf: (id) => {
      const found = all.find((one) => one.id === id);
      return found ? `${found.name} v${found.number}` : '…';
    },
  };
}
