/** Finding returns: by number, state, day; for the manufacturer also by dealer and factory. */
import { useWords } from '../../../app/language.ts';
import { useSession } from '../../../app/session.tsx';
import { RETURN_STATES } from '../../../ui/domain.ts';
import { organisationFilter, periodFilter, stateFilter, textFilter } from '../../../ui/filtering.tsx';
import { words } from '../words.ts';
import { words as listWords } from './words.ts';

const NARROW = 150;

export function useReturnFilters() {
  const t = useWords(words);
  const { isDealer } = useSession();
  const dealer = useDealerFilter();
  const factory = usePlaceFilter('factory');
  return [
    textFilter('text', { label: t('searchNumber') }),
    stateFilter(RETURN_STATES, { width: 130 }),
    periodFilter('filed_from', 'filed_to', { label: t('filedFrom') }),
    dealer,
    !isDealer && factory,
  ] as const;
}

/** Only the returns of one dealer, for those who see several. */
export function useDealerFilter() {
  const { isDealer } = useSession();
  const dealer = usePlaceFilter('dealer');
  return !isDealer && dealer;
}

function usePlaceFilter<const Kind extends 'dealer' | 'factory'>(kind: Kind) {
  const t = useWords(listWords);
  const label = t(kind === 'dealer' ? 'anyDealer' : 'anyFactory');
  return organisationFilter(`${kind}_id` as const, { name: kind, kind, label, width: NARROW });
}
