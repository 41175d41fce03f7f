import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  search: ['搜索', 'Search'],
  ask: ['想找什么？', 'What are you looking for?'],
  title: ['搜索“{text}”', 'Search for “{text}”'],
  hint: [
    '退货单、单据、贷项的完整编号，运单号，序列号、配件号、型号或单位的开头，人员与仓库的名称。',
    'The whole number of a return, paper, credit or waybill; the beginning of a serial, part, model or organisation; part of the name of a person or warehouse.',
  ],
  returns: ['退货单', 'Returns'],
  units: ['整机', 'Units'],
  papers: ['单据', 'Papers'],
  credits: ['贷项', 'Credits'],
  parts: ['配件', 'Parts'],
  models: ['型号', 'Models'],
  organisations: ['单位', 'Organisations'],
  people: ['人员', 'People'],
  warehouses: ['仓库', 'Warehouses'],
  more: ['查看全部{kind}', 'All {kind}'],
  nothing: ['没有找到与“{text}”相关的内容', 'Nothing found for “{text}”'],
  nothingHint: ['请检查拼写，或换一个品牌再搜。', 'Check the spelling, or search in another brand.'],
  failed: ['这里暂时没有查到，请重试。', 'This could not be searched just now.'],
  retry: ['重试', 'Try again'],
});
