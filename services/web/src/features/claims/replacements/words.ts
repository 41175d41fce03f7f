import { catalogue } from '../../../app/words.ts';

export const words = catalogue({
  replacements: ['换件', 'Replacements'],
  hint: ['退货结算后换给门店的新件', 'New parts that were sent in place of returned ones'],
  number: ['退货单', 'Return'],
  part: ['配件', 'Part'],
  quantity: ['数量', 'Quantity'],
  serial: ['整机', 'Unit'],
  newSerial: ['新件序列号', 'New serial'],
  dealer: ['经销商', 'Dealer'],
  settledAt: ['换出时间', 'Sent'],
  none: ['还没有换件', 'No replacements yet'],
  noneHint: ['处置为“换件”的退货结算后会出现在这里。', 'They appear once a return with that disposition is settled.'],
});
