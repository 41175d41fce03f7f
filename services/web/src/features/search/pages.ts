import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  { path: 'search', title: ['搜索', 'Search'], load: () => import('./Search.tsx') },
];
