import { CloudUploadOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'imports',
    title: ['导入', 'Import'],
    load: () => import('./Imports.tsx'),
    needsOne: ['organisations.manage', 'catalog.manage', 'units.manage', 'stock.move'],
    side: 'manufacturer',
    menu: { group: 'network', order: 40, icon: CloudUploadOutlined },
  },
  { path: 'jobs/:id', title: ['任务', 'Job'], load: () => import('./JobDetail.tsx') },
];
