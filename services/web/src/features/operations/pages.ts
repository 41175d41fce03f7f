import {
  ApartmentOutlined,
  AuditOutlined,
  DashboardOutlined,
  DeleteOutlined,
  ProfileOutlined,
  WarningOutlined,
} from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  { path: 'operator/login', title: ['运营登录', 'Operators'], realm: 'public', load: () => import('./EnterKey.tsx') },
  {
    path: 'operator/tenants',
    title: ['租户', 'Tenants'],
    realm: 'operator',
    load: () => import('./TenantList.tsx'),
    menu: { group: 'platform', order: 0, icon: ApartmentOutlined },
  },
  {
    path: 'operator/tenants/new',
    title: ['接入制造商', 'Let a manufacturer in'],
    realm: 'operator',
    load: () => import('./provisioning/ProvisionTenant.tsx'),
  },
  {
    path: 'operator/tenants/:id',
    title: ['租户', 'Tenant'],
    realm: 'operator',
    load: () => import('./TenantDetail.tsx'),
  },
  {
    path: 'operator/plans',
    title: ['套餐', 'Plans'],
    realm: 'operator',
    load: () => import('./plans/PlanList.tsx'),
    menu: { group: 'platform', order: 8, icon: ProfileOutlined },
  },
  {
    path: 'operator/plans/new',
    title: ['新建套餐', 'Make a plan'],
    realm: 'operator',
    load: () => import('./plans/MakePlan.tsx'),
  },
  {
    path: 'operator/plans/:id',
    title: ['套餐', 'Plan'],
    realm: 'operator',
    load: () => import('./plans/PlanDetail.tsx'),
  },
  {
    path: 'operator/fleets',
    title: ['队列', 'Fleets'],
    realm: 'operator',
    load: () => import('./FleetList.tsx'),
    menu: { group: 'platform', order: 10, icon: DashboardOutlined },
  },
  {
    path: 'operator/deliveries',
    title: ['死信', 'Dead letters'],
    realm: 'operator',
    load: () => import('./DeliveryList.tsx'),
    menu: { group: 'platform', order: 20, icon: WarningOutlined },
  },
  {
    path: 'operator/deletions',
    title: ['删除请求', 'Deletions'],
    realm: 'operator',
    load: () => import('./deletions/DeletionList.tsx'),
    menu: { group: 'platform', order: 25, icon: DeleteOutlined },
  },
  {
    path: 'operator/acts',
    title: ['操作记录', 'Acts'],
    realm: 'operator',
    load: () => import('./ActList.tsx'),
    menu: { group: 'platform', order: 30, icon: AuditOutlined },
  },
];
