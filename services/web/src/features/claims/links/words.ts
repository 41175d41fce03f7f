import { catalogue } from '../../../app/words.ts';

export const words = catalogue({
  give: ['客户链接', 'Customer link'],
  giveTitle: ['给客户看进度', 'Let the customer follow it'],
  giveHint: [
    '拿到链接的人不用登录就能看到这张单走到哪里、各配件的结果；看不到姓名、电话、地址和价格。',
    'Whoever has the link sees where this return is and what becomes of each part, without a login; no names, phones, addresses or prices.',
  ],
  address: ['链接', 'Link'],
  copy: ['复制链接', 'Copy the link'],
  copied: ['已复制', 'Copied'],
  notCopied: ['浏览器不允许复制，请长按或选中链接', 'The browser does not allow copying; select the link instead'],
  qr: ['客户链接的二维码', 'QR code of the customer link'],
  until: ['有效期至 {day}', 'Works until {day}'],
  close: ['关闭', 'Close'],

  yours: ['您的退货单', 'Your return'],
  next: ['接下来', 'What happens next'],
  progress: ['进度', 'Progress'],
  parts: ['配件', 'Parts'],
  count: ['{n} 件', '{n} {n|piece|pieces}'],
  filed: ['已提交', 'Filed'],
  approved: ['已批准', 'Approved'],
  shipped: ['已寄出', 'Sent to the factory'],
  received: ['工厂收到', 'Arrived at the factory'],
  settled: ['已办理', 'Carried out'],
  closed: ['已完成', 'Completed'],
  ahead: ['尚未到这一步', 'Not there yet'],
  private: [
    '此页不显示任何人的姓名、电话、地址，也不显示价格。',
    'This page shows no names, phones, addresses or prices.',
  ],
  over: ['链接已到期', 'This link has expired'],
  unknown: ['链接无效', 'This link does not work'],
  unknownHint: [
    '请检查网址是否完整，或向经销商索取新的链接。',
    'Check that the address is whole, or ask your dealer for a new link.',
  ],
});
