import { PieChartOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'usage',
    title: ['用量与套餐', 'Usage and plan'],
    needs: ['usage.read'],
    side: 'manufacturer',
    load: () => import('./UsageAndPlan.tsx'),
    menu: { group: 'platform', order: 55, icon: PieChartOutlined },
  },
];
