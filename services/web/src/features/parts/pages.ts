import { DatabaseOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'stock',
    title: ['库存', 'Stock'],
    load: () => import('./StockList.tsx'),
    needs: ['stock.read'],
    menu: { group: 'stock', order: 0, icon: DatabaseOutlined },
  },
  {
    path: 'stock/movements',
    title: ['库存变动', 'Stock movements'],
    load: () => import('./MovementList.tsx'),
    needs: ['stock.read'],
  },
];
