import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  { path: 'verify', title: ['单据核验', 'Verify a paper'], realm: 'public', load: () => import('./VerifyPaper.tsx') },
];
