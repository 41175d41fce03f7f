import { BellOutlined, MailOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'messages',
    title: ['消息', 'Messages'],
    load: () => import('./Inbox.tsx'),
    needs: ['messages.read'],
    menu: { group: 'today', order: 10, icon: BellOutlined },
  },
  {
    path: 'message-log',
    title: ['消息记录', 'Message log'],
    load: () => import('./log/MessageLog.tsx'),
    needs: ['messages.read', 'deliveries.read'],
    side: 'manufacturer',
    menu: { group: 'platform', order: 50, icon: MailOutlined },
  },
];
