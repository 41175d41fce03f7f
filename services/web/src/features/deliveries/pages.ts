import { ThunderboltOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'deliveries',
    title: ['后台任务', 'Background work'],
    load: () => import('./DeliveryList.tsx'),
    needs: ['deliveries.read'],
    side: 'manufacturer',
    menu: { group: 'platform', order: 60, icon: ThunderboltOutlined },
  },
];
