import { BarcodeOutlined, CarOutlined, InboxOutlined, PlusCircleOutlined, SwapOutlined } from '@ant-design/icons';
import type { Page } from '../../app/pages.ts';

export const pages: readonly Page[] = [
  {
    path: 'returns/new',
    title: ['提交退货', 'File a return'],
    load: () => import('./filing/FileReturn.tsx'),
    needs: ['returns.file'],
    side: 'dealer',
    menu: { group: 'returns', order: 0, icon: PlusCircleOutlined },
  },
  {
    path: 'returns',
    title: ['退货单', 'Returns'],
    load: () => import('./ReturnList.tsx'),
    needs: ['returns.read'],
    menu: { group: 'returns', order: 10, icon: InboxOutlined },
  },
  {
    path: 'shipments/new',
    title: ['寄出', 'Ship'],
    load: () => import('./packing/ShipReturns.tsx'),
    needs: ['returns.pack'],
    side: 'dealer',
    menu: { group: 'returns', order: 20, icon: CarOutlined },
  },
  {
    path: 'receiving',
    title: ['收货台', 'Receiving desk'],
    load: () => import('./handling/ReceivingDesk.tsx'),
    needs: ['returns.read'],
    side: 'manufacturer',
    menu: { group: 'returns', order: 20, icon: BarcodeOutlined },
  },
  {
    path: 'returns/:id/station',
    title: ['收货与鉴定', 'Receive and inspect'],
    load: () => import('./handling/Station.tsx'),
    needs: ['returns.read'],
    side: 'manufacturer',
  },
  {
    path: 'returns/:id',
    title: ['退货单', 'Return'],
    load: () => import('./ReturnDetail.tsx'),
    needs: ['returns.read'],
  },
  {
    path: 'returns/:id/packing',
    title: ['装箱', 'Pack'],
    load: () => import('./packing/PackReturn.tsx'),
    needs: ['returns.pack'],
    side: 'dealer',
  },
  {
    path: 'returns/:id/correction',
    title: ['修改退货单', 'Correct a return'],
    load: () => import('./filing/CorrectReturn.tsx'),
    needs: ['returns.file'],
    side: 'dealer',
  },
  {
    path: 'replacements',
    title: ['换件', 'Replacements'],
    load: () => import('./replacements/ReplacementList.tsx'),
    needs: ['returns.read'],
    menu: { group: 'returns', order: 30, icon: SwapOutlined },
  },
  {
    path: 'customer-returns/:token',
    title: ['退货进度', 'Where a return is'],
    realm: 'public',
    load: () => import('./links/CustomerReturn.tsx'),
  },
];
