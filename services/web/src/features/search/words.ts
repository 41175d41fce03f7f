import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  title: ['搜索“{text}”', 'Search for “{text}”'],
  hint: [
    '序列号可只输开头；单号、配件号、型号同样可查。',
    'The beginning of a serial, a return number, a part or a model.',
  ],
  returns: ['退货单', 'Returns'],
  units: ['整机', 'Units'],
  parts: ['配件', 'Parts'],
  models: ['型号', 'Models'],
  organisations: ['单位', 'Organisations'],
  nothing: ['没有找到与“{text}”相关的内容', 'Nothing found for “{text}”'],
  nothingHint: ['请检查拼写，或换一个品牌再搜。', 'Check the spelling, or search in another brand.'],
});
