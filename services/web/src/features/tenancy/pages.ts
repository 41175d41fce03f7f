import { ApartmentOutlined, KeyOutlined, ShopOutlined, TeamOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  { path: 'login', title: ['登录', 'Log in'], realm: 'public', load: () => import('./Login.tsx') },
  {
    path: 'invitations/:token',
    title: ['接受邀请', 'Accept an invitation'],
    realm: 'public',
    load: () => import('./AcceptInvitation.tsx'),
  },
  {
    path: 'forgotten',
    title: ['忘记密码', 'Forgotten password'],
    realm: 'public',
    load: () => import('./ForgottenPassword.tsx'),
  },
  {
    path: 'password-resets/:token',
    title: ['设置新密码', 'New password'],
    realm: 'public',
    load: () => import('./NewPassword.tsx'),
  },
  {
    path: 'keys',
    title: ['接口密钥', 'API keys'],
    needs: ['keys.manage'],
    load: () => import('./keys/KeyList.tsx'),
    menu: { group: 'platform', order: 30, icon: KeyOutlined },
  },
  { path: 'profile', title: ['个人信息', 'Profile'], load: () => import('./Profile.tsx') },
  {
    path: 'organisations',
    title: ['合作单位', 'Organisations'],
    load: () => import('./organisations/OrganisationList.tsx'),
    needs: ['organisations.read'],
    side: 'manufacturer',
    menu: { group: 'network', order: 0, icon: ApartmentOutlined },
  },
  {
    path: 'organisations/new',
    title: ['新增合作单位', 'A new organisation'],
    load: () => import('./organisations/OrganisationForm.tsx'),
    needs: ['organisations.manage'],
  },
  {
    path: 'organisations/:id',
    title: ['合作单位', 'Organisation'],
    load: () => import('./organisations/OrganisationDetail.tsx'),
    needs: ['organisations.read'],
  },
  {
    path: 'organisations/:id/edit',
    title: ['修改合作单位', 'Change an organisation'],
    load: () => import('./organisations/OrganisationForm.tsx'),
    needs: ['organisations.manage'],
  },
  {
    path: 'warehouses',
    title: ['仓库', 'Warehouses'],
    load: () => import('./organisations/WarehouseList.tsx'),
    needs: ['stock.read'],
    side: 'manufacturer',
    menu: { group: 'network', order: 5, icon: ShopOutlined },
  },
  {
    path: 'people',
    title: ['人员', 'People'],
    load: () => import('./people/People.tsx'),
    needs: ['people.read'],
    menu: { group: 'network', order: 10, icon: TeamOutlined },
  },
];
