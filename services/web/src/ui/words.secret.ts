import { catalogue } from '../app/words.ts';

export const words = catalogue({
  once: [
    '它只在这里出现这一次，请现在复制并妥善保存。',
    'It is shown here this once; copy it now and keep it somewhere safe.',
  ],
  copy: ['复制', 'Copy'],
  copied: ['已复制', 'Copied'],
  notCopied: ['浏览器不允许复制，请手动选中复制', 'The browser does not let us copy; select it and copy by hand'],
  kept: ['我已保存好', 'I have kept it'],
});
