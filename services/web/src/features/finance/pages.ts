import { AccountBookOutlined, CreditCardOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'credit-notes',
    title: ['贷项', 'Credits'],
    load: () => import('./CreditList.tsx'),
    needs: ['credits.read'],
    menu: { group: 'money', order: 0, icon: CreditCardOutlined },
  },
  {
    path: 'statement',
    title: ['对账单', 'Statement'],
    load: () => import('./StatementOfAccount.tsx'),
    needs: ['credits.read'],
    menu: { group: 'money', order: 10, icon: AccountBookOutlined },
  },
  {
    path: 'credit-notes/:id',
    title: ['贷项', 'Credit'],
    load: () => import('./CreditDetail.tsx'),
    needs: ['credits.read'],
  },
];
