/** For how many hours operators may ask, and how long an unanswered request waits: the tenant's own parameters. */
import { useWords } from '../../app/language.ts';
import { TenantNumber } from '../../ui/TenantNumber.tsx';
import { words } from './words.ts';

const MOST = 168;
const MOST_WAIT = 720;

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

export function Waiting() {
  const t = useWords(words);
  return (
    <TenantNumber
      field="access_wait_hours"
      most={MOST_WAIT}
      says={(n) => t('waiting', { n })}
      title={t('waitingTitle')}
      hint={t('waitingHint')}
      label={t('grantHours')}
    />
  );
}
