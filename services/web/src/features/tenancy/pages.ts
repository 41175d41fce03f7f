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
  { path: 'profile', title: ['个人信息', 'Profile'], load: () => import('./Profile.tsx') },
];
