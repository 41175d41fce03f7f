/** Around every page: its title in the window, and a refusal in words for whom it is not meant. */
import { type ReactNode, useLayoutEffect } from 'react';
import { Refused } from '../ui/states.tsx';
import { useSay, useWords } from './language.ts';
import type { Page } from './pages.ts';
import { useSession } from './session.tsx';
import { words } from './words.shell.ts';

/** A page in its frame. */
export function PageFrame({ page, children }: { page: Page; children: ReactNode }) {
  const say = useSay();
  const title = `${say(page.title)} · ${useWords(words)('product')}`;
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
  return (page.realm ?? 'people') === 'people' ? <Guard page={page}>{children}</Guard> : children;
}

function Guard({ page, children }: { page: Page; children: ReactNode }) {
  const session = useSession();
  return mayVisit(page, session.isDealer, (needed) => session.can(...needed)) ? children : <Refused />;
}

/** Whether a page is meant for somebody. */
export function mayVisit(page: Page, isDealer: boolean, can: (needed: NonNullable<Page['needs']>) => boolean): boolean {
  const sideFits = !page.side || (page.side === 'dealer') === isDealer;
  const oneIsHeld = page.needsOne?.some((one) => can([one])) ?? true;
  return sideFits && oneIsHeld && can(page.needs ?? []);
}
