import { SafetyCertificateOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'audit',
    title: ['审计记录', 'Audit trail'],
    load: () => import('./FactList.tsx'),
    needs: ['audit.read'],
    side: 'manufacturer',
    menu: { group: 'platform', order: 10, icon: SafetyCertificateOutlined },
  },
  {
    path: 'audit/seals',
    title: ['每日封存', 'Daily seals'],
    load: () => import('./SealList.tsx'),
    needs: ['audit.read'],
    side: 'manufacturer',
  },
];
