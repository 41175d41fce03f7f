import { CarryOutOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'units',
    title: ['整机', 'Units'],
    load: () => import('./UnitList.tsx'),
    needs: ['units.read'],
    menu: { group: 'network', order: 30, icon: CarryOutOutlined },
  },
  { path: 'units/:id', title: ['整机', 'Unit'], load: () => import('./UnitDetail.tsx'), needs: ['units.read'] },
];
