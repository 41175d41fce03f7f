/** The menu: the pages that whoever is logged in may visit. */
import { Menu, type MenuProps } from 'antd';
import { Link, useLocation } from 'react-router';
import { useSay, useWords } from './language.ts';
import { mayVisit } from './PageFrame.tsx';
import { type Group, GROUPS, type Page, PAGES } from './pages.ts';
import { useSession } from './session.tsx';
import { words } from './words.shell.ts';

type Item = NonNullable<MenuProps['items']>[number];

export function MainMenu({ onGo }: { onGo?: () => void }) {
  const t = useWords(words);
  const say = useSay();
  const session = useSession();
  const { pathname } = useLocation();
  const mine = PAGES.filter(
    (page) =>
      page.menu &&
      (page.realm ?? 'people') === 'people' &&
      mayVisit(page, session.isDealer, (needed) => session.can(...needed)),
  );
  const itemsOf = (group: Group): Item[] =>
    mine
      .filter((page) => page.menu?.group === group)
      .sort((one, other) => (one.menu?.order ?? 0) - (other.menu?.order ?? 0))
      .map((page) => itemOf(page, say(page.title)));
  const items = (Object.keys(GROUPS) as Group[]).flatMap((group): Item[] => {
    const children = itemsOf(group);
    if (!children.length) return [];
    return group === 'today' ? children : [{ type: 'group', key: group, label: say(GROUPS[group]), children }];
  });
  return (
    <nav aria-label={t('menu')}>
      <Menu mode="inline" items={items} selectedKeys={[currentOf(mine, pathname)]} onClick={() => onGo?.()} />
    </nav>
  );
}

function itemOf(page: Page, title: string): Item {
  const Icon = page.menu?.icon;
  return { key: page.path || '/', icon: Icon && <Icon />, label: <Link to={`/${page.path}`}>{title}</Link> };
}

/** The menu's page whose address is the longest beginning of ours. */
function currentOf(pages: readonly Page[], pathname: string): string {
  const here = pathname.slice(1);
  const fitting = pages.filter((page) => here === page.path || (page.path && here.startsWith(`${page.path}/`)));
  return fitting.sort((one, other) => other.path.length - one.path.length)[0]?.path || '/';
}
