/** For how many days customers' links last: the brand's own parameter. */
import { useWords } from '../../../app/language.ts';
import { TenantNumber } from '../../../ui/TenantNumber.tsx';
import { words } from './words.ts';

const MOST = 365;

export function LinkDays() {
  const t = useWords(words);
  return (
    <TenantNumber
      field="customer_link_days"
      most={MOST}
      says={(n) => t('lasting', { n })}
      title={t('lastingTitle')}
      hint={t('lastingHint')}
      label={t('lastingDays')}
    />
  );
}
