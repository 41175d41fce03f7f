import { FileTextOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'documents',
    title: ['单据', 'Papers'],
    load: () => import('./PaperList.tsx'),
    needs: ['documents.read'],
    menu: { group: 'returns', order: 40, icon: FileTextOutlined },
  },
  {
    path: 'documents/:id',
    title: ['单据', 'Paper'],
    load: () => import('./PaperDetail.tsx'),
    needs: ['documents.read'],
  },
];
