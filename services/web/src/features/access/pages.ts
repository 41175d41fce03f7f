import { EyeOutlined, SafetyOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'access-grants',
    title: ['运营访问', 'Operator access'],
    needs: ['tenant.manage'],
    side: 'manufacturer',
    load: () => import('./GrantList.tsx'),
    menu: { group: 'platform', order: 60, icon: SafetyOutlined },
  },
  {
    path: 'access-grants/:id',
    title: ['运营访问', 'Operator access'],
    needs: ['tenant.manage'],
    side: 'manufacturer',
    load: () => import('./GrantDetail.tsx'),
  },
  {
    path: 'operator/access',
    title: ['访问申请', 'Access'],
    realm: 'operator',
    load: () => import('./RequestList.tsx'),
    menu: { group: 'platform', order: 5, icon: EyeOutlined },
  },
];
