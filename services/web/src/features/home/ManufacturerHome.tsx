/** The manufacturer's first page: what needs somebody now, and what the past weeks came to. */
import { lazy, Suspense } from 'react';
import { useSession } from '../../app/session.tsx';
import { Loading } from '../../ui/states.tsx';
import { BrandToday } from '../claims/handling/BrandToday.tsx';

const Figures = lazy(async () => ({ default: (await import('../claims/figures/ReturnFigures.tsx')).ReturnFigures }));

export function ManufacturerHome() {
  const { can } = useSession();
  return (
    <>
      <BrandToday />
      {can('returns.read') && (
        <Suspense fallback={<Loading rows={8} />}>
          <Figures />
        </Suspense>
      )}
    </>
  );
}
