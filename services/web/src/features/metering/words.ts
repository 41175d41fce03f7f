import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  title: ['用量与套餐', 'Usage and plan'],
  hint: [
    '本月用了多少、套餐含多少、还剩多少；需要调整请联系平台运营方。',
    'What was used, what the plan includes, what is left; the platform’s operator can change it.',
  ],
  usage: ['用量', 'Usage'],
  history: ['历次套餐', 'Plans so far'],
});
