import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'documents/:id',
    title: ['单据', 'Paper'],
    load: () => import('./PaperDetail.tsx'),
    needs: ['documents.read'],
  },
];
