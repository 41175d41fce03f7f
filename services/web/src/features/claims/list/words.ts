import { catalogue } from '../../../app/words.ts';

export const words = catalogue({
  anyDealer: ['全部经销商', 'Any dealer'],
  anyFactory: ['全部工厂', 'Any factory'],
  approveChosen: ['批准所选 {count} 张', 'Approve {count} chosen'],
  approveTitle: ['批准所选的 {count} 张退货单？', 'Approve {count} chosen returns?'],
  approveHint: [
    '逐张签批；轮不到您或已有变动的会单独列出，不影响其他。',
    'Each is signed by itself; those that are not yours to sign or have changed are named and hold up no other.',
  ],
  approvedAll: ['已签批 {count} 张', 'Signed {count} {count|return|returns}'],
  approvedSome: ['已签批 {count} 张，{failed} 张未成', 'Signed {count}; {failed} were refused'],
  understood: ['知道了', 'Understood'],
  exportChosen: ['导出所选 {count} 张', 'Export {count} chosen'],
  keys: ['键盘快捷键', 'Keyboard'],
  keyDown: ['下一行', 'Next row'],
  keyUp: ['上一行', 'Row before'],
  keyOpen: ['打开', 'Open it'],
  keyChoose: ['选中或取消', 'Choose it, or not'],
  keyHelp: ['显示这些键', 'Show these keys'],
});
