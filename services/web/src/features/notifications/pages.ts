import { BellOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'messages',
    title: ['消息', 'Messages'],
    load: () => import('./Inbox.tsx'),
    needs: ['messages.read'],
    menu: { group: 'today', order: 10, icon: BellOutlined },
  },
];
