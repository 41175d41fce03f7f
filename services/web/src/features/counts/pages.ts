import { CheckSquareOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'stock-counts',
    title: ['盘点', 'Stock counts'],
    load: () => import('./CountList.tsx'),
    needs: ['stock.read'],
    menu: { group: 'stock', order: 20, icon: CheckSquareOutlined },
  },
  {
    path: 'stock-counts/:id',
    title: ['盘点', 'Stock count'],
    load: () => import('./CountDetail.tsx'),
    needs: ['stock.read'],
  },
];
