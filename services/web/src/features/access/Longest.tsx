/** For how many hours operators may ask: the tenant's own parameter. */
import { useWords } from '../../app/language.ts';
import { TenantNumber } from '../../ui/TenantNumber.tsx';
import { words } from './words.ts';

const MOST = 168;

export function Longest() {
  const t = useWords(words);
  return (
    <TenantNumber
      field="access_hours"
      most={MOST}
      says={(n) => t('longest', { n })}
      title={t('longestTitle')}
      hint={t('longestHint')}
      label={t('grantHours')}
    />
  );
}
