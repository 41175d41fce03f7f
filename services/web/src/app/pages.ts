/** What a page is. Each `features/<context>/pages.ts` lists its own; nothing else has to be changed to add one. */
import type { ComponentType } from 'react';
import type { Permission } from '../api/client.ts';
import type { Pair } from './words.ts';

/** The groups of the menu, in their order. */
export const GROUPS = {
  today: ['', ''],
  returns: ['退货', 'Returns'],
  stock: ['库存', 'Stock'],
  money: ['结算', 'Money'],
  network: ['网络', 'Network'],
  policy: ['政策', 'Policy'],
  platform: ['系统', 'System'],
} as const satisfies Record<string, Pair>;

export type Group = keyof typeof GROUPS;

/** Who is at home here: people of a brand or a dealer, operators of the platform, or anybody. */
export type Realm = 'people' | 'operator' | 'public';

export interface Page {
  /** Address below `/`, in the router's notation: `returns/:id`. */
  readonly path: string;
  /** What the page is called, in the menu and in the window's title. */
  readonly title: Pair;
  /** Its code, fetched when somebody goes there; the module exports `Component`. */
  readonly load: () => Promise<{ Component: ComponentType }>;
  /** Permissions that are all needed to see it. */
  readonly needs?: readonly Permission[];
  /** Permissions of which one is enough, beside those of `needs`. */
  readonly needsOne?: readonly Permission[];
  /** Only for people of a dealer, or only for those of the manufacturer. */
  readonly side?: 'dealer' | 'manufacturer';
  /** `people` when it is not said. */
  readonly realm?: Realm;
  /** Where it stands in the menu, if it does. */
  readonly menu?: { readonly group: Group; readonly order: number; readonly icon: ComponentType };
}

const found = import.meta.glob<{ pages: readonly Page[] }>('../features/*/pages.ts', { eager: true });

/** Every page of every feature. */
export const PAGES: readonly Page[] = Object.values(found).flatMap((feature) => feature.pages);
