import { AuditOutlined, EyeOutlined, FileProtectOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'approvals',
    title: ['审批', 'Approvals'],
    load: () => import('./approvals/ApprovalInbox.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
    menu: { group: 'today', order: 30, icon: AuditOutlined },
  },
  {
    path: 'policies',
    title: ['政策', 'Policy'],
    load: () => import('./PolicyList.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
    menu: { group: 'policy', order: 0, icon: FileProtectOutlined },
  },
  {
    path: 'policies/new',
    title: ['选择模板', 'Choose a template'],
    load: () => import('./TemplatePicker.tsx'),
    needs: ['policy.edit'],
    side: 'manufacturer',
  },
  {
    path: 'policies/:id',
    title: ['政策', 'Policy'],
    load: () => import('./PolicyDetail.tsx'),
    needs: ['policy.read'],
  },
  {
    path: 'policies/:id/comparison',
    title: ['比较版本', 'Compare versions'],
    load: () => import('./ComparePolicies.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
  },
  {
    path: 'policy-shadows',
    title: ['影子运行', 'Shadows'],
    load: () => import('./shadows/ShadowList.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
    menu: { group: 'policy', order: 10, icon: EyeOutlined },
  },
  {
    path: 'policy-shadows/:id',
    title: ['影子运行', 'Shadow'],
    load: () => import('./shadows/ShadowDetail.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
  },
  {
    path: 'policy-replays/:id',
    title: ['政策试算', 'Replay'],
    load: () => import('./replays/ReplayDetail.tsx'),
    needs: ['policy.read'],
    side: 'manufacturer',
  },
];
