import { CarOutlined, SettingOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'product-models',
    title: ['产品型号', 'Product models'],
    load: () => import('./ModelList.tsx'),
    needs: ['catalog.read'],
    side: 'manufacturer',
    menu: { group: 'network', order: 20, icon: CarOutlined },
  },
  {
    path: 'product-models/:id',
    title: ['产品型号', 'Product model'],
    load: () => import('./ModelDetail.tsx'),
    needs: ['catalog.read'],
  },
  {
    path: 'parts',
    title: ['配件', 'Parts'],
    load: () => import('./PartList.tsx'),
    needs: ['catalog.read'],
    side: 'manufacturer',
    menu: { group: 'network', order: 25, icon: SettingOutlined },
  },
  { path: 'parts/:id', title: ['配件', 'Part'], load: () => import('./PartDetail.tsx'), needs: ['catalog.read'] },
];
