/** How the state of a paper looks. */
import type { Schemas } from '../../api/client.ts';

export const PAPER_TONES: Readonly<Record<Schemas['DocumentState'], string>> = {
  requested: 'processing',
  ready: 'success',
  failed: 'error',
  revoked: 'default',
  superseded: 'default',
};
