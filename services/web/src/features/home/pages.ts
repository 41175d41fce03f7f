import { HomeOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: '',
    title: ['首页', 'Home'],
    load: () => import('./Home.tsx'),
    menu: { group: 'today', order: 0, icon: HomeOutlined },
  },
];
