import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  number: ['编号', 'Number'],
  issuedAt: ['签发时间', 'Issued'],
  by: ['申请人', 'Asked for by'],
  policy: ['政策版本', 'Policy'],
  pages: ['页数', 'Pages'],
  failure: ['失败原因', 'Why it failed'],
  revokedAt: ['作废时间', 'Revoked'],
  revocationReason: ['作废原因', 'Why revoked'],
  hash: ['文件指纹', 'Fingerprint'],
  open: ['打开 PDF', 'Open the PDF'],
  verify: ['核验', 'Verify'],
  toReturn: ['查看退货单', 'The return'],
  revoke: ['作废', 'Revoke'],
  revokeTitle: ['作废这张单据？', 'Revoke this paper?'],
  revokeHint: [
    '扫码核验时会显示已作废，不能恢复。',
    'Whoever verifies it sees that it is revoked; this cannot be undone.',
  ],
  revoked: ['已作废', 'Revoked'],
});
