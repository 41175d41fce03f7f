/** Which roles people of an organisation may hold: the API says the same, and has the last word. */
import type { Schemas } from '../../../api/client.ts';

type Kind = Schemas['OrganisationKind'];
type Role = Schemas['Role'];
const OF_DEALERS: readonly Role[] = ['dealer_manager', 'dealer_clerk'];

/** Suppliers and carriers have nobody inside. */
export const hasPeople = (kind: Kind): boolean => kind !== 'supplier' && kind !== 'carrier';

/** Whether a role fits a kind of organisation. */
export function fitsIn(kind: Kind, role: Role): boolean {
  const isWalled = kind === 'dealer' || kind === 'station';
  return hasPeople(kind) && OF_DEALERS.includes(role) === isWalled;
}
