/** The first page: what needs somebody now, for a dealer or for the manufacturer. */
import { lazy, Suspense } from 'react';
import { useSession } from '../../app/session.tsx';
import { Loading } from '../../ui/states.tsx';

const Dealer = lazy(async () => ({ default: (await import('../claims/DealerHome.tsx')).DealerHome }));
const Manufacturer = lazy(async () => ({ default: (await import('./ManufacturerHome.tsx')).ManufacturerHome }));

export function Component() {
  const { isDealer } = useSession();
  return <Suspense fallback={<Loading />}>{isDealer ? <Dealer /> : <Manufacturer />}</Suspense>;
}
