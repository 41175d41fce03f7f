import { ApiOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'webhook-endpoints',
    title: ['Webhook', 'Webhooks'],
    load: () => import('./EndpointList.tsx'),
    needs: ['webhooks.manage'],
    side: 'manufacturer',
    menu: { group: 'platform', order: 40, icon: ApiOutlined },
  },
  {
    path: 'webhook-endpoints/:id',
    title: ['Webhook', 'Webhook'],
    load: () => import('./EndpointDetail.tsx'),
    needs: ['webhooks.manage'],
    side: 'manufacturer',
  },
];
