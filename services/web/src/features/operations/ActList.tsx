/** The platform's own audit trail. */
import { useWords } from '../../app/language.ts';
import { Page } from '../../ui/Page.tsx';
import { Acts } from './Acts.tsx';
import { words } from './words.ts';

export function Component() {
  const t = useWords(words);
  return (
    <Page title={t('acts')} hint={t('actsHint')}>
      <Acts />
    </Page>
  );
}
