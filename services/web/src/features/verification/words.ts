import { catalogue } from '../../app/words.ts';

export const words = catalogue({
  verify: ['单据核验', 'Verify a paper'],
  verifyHint: [
    '扫描单据上的二维码，或粘贴它的网址，即可知道单据是否真实、是否仍然有效。无需登录。',
    'Scan the QR code on a paper, or paste its address, to learn whether it is genuine and still counts. No login is needed.',
  ],
  code: ['核验码或网址', 'Code or address'],
  codeNeeded: ['请扫描或粘贴核验码', 'Scan or paste the code'],
  check: ['核验', 'Verify'],
  paper: ['单据', 'Paper'],
  number: ['编号', 'Number'],
  issuer: ['签发方', 'Issued by'],
  issuedAt: ['签发时间', 'Issued at'],
  policy: ['政策版本', 'Policy version'],
  quantity: ['总数量', 'Total quantity'],
  amount: ['总金额', 'Total amount'],
  supersededAt: ['被取代于', 'Superseded at'],
  revokedAt: ['作废于', 'Revoked at'],
  fingerprint: ['请与单据页脚的内容指纹比对', 'Compare with the fingerprint at the foot of the page'],
  checks: ['核验经过', 'What was looked at'],
  holds: ['一致', 'Holds'],
  fails: ['不符', 'Does not hold'],
});
