/** What a paper's code is worth, in words, and what its holder should do. */
import type { Schemas } from '../../api/client.ts';
import type { Pair } from '../../app/words.ts';

type Outcome = Schemas['DocumentsVerificationOutcome'];
type Tone = 'success' | 'info' | 'warning' | 'error';

export const OUTCOMES: Readonly<Record<Outcome, { tone: Tone; title: Pair; advice: Pair }>> = {
  valid: {
    tone: 'success',
    title: ['单据有效', 'Genuine and valid'],
    advice: ['请核对下列内容与手中单据一致。', 'Compare what follows with the paper in your hand.'],
  },
  superseded: {
    tone: 'warning',
    title: ['单据已被新单据取代', 'Superseded by a newer paper'],
    advice: [
      '单据是真的，但签发方后来另发了新单据，请以新单据为准。',
      'The paper is genuine, but the issuer has replaced it; go by the newer one.',
    ],
  },
  revoked: {
    tone: 'error',
    title: ['单据已作废', 'Revoked'],
    advice: [
      '单据是真的，但签发方已宣布作废，请勿据此收发货或结算。',
      'The paper is genuine, but its issuer has revoked it; do not ship, receive or settle by it.',
    ],
  },
  pending: {
    tone: 'info',
    title: ['单据正在生成', 'Being prepared'],
    advice: [
      '单据已登记，文件尚未生成，请稍后再试。',
      'It is on record but its file is not made yet; try in a moment.',
    ],
  },
  altered: {
    tone: 'error',
    title: ['存档与核验码不符', 'The record does not match the code'],
    advice: ['请勿采信，并联系签发方。', 'Do not rely on it; contact the issuer.'],
  },
  forged: {
    tone: 'error',
    title: ['核验码系伪造或被篡改', 'Forged or altered code'],
    advice: [
      '签名不成立，单据并非本平台签发，或核验码有字符被改动。请勿采信。',
      'The signature does not hold: it was not issued here, or a character was changed. Do not rely on it.',
    ],
  },
  untrusted_key: {
    tone: 'error',
    title: ['签名密钥不受信任', 'Untrusted signing key'],
    advice: [
      '核验码所用密钥不属于本平台，或已停用。请勿采信。',
      'The code names a key that is not ours or no longer trusted. Do not rely on it.',
    ],
  },
  unknown: {
    tone: 'error',
    title: ['查无此单据', 'No such paper on record'],
    advice: [
      '签名成立，但没有登记这份单据，请联系签发方。',
      'The signature holds but there is no such paper on record; contact the issuer.',
    ],
  },
  unreadable: {
    tone: 'error',
    title: ['核验码无法识别', 'Unreadable code'],
    advice: [
      '请重新扫描单据上的二维码，或完整粘贴网址。',
      'Scan the code on the paper again, or paste its whole address.',
    ],
  },
};

export const CHECKS: Readonly<Record<Schemas['Check'], Pair>> = {
  signature: ['核验码的数字签名', 'Digital signature of the code'],
  record: ['单据登记', 'The paper is on record'],
  contents: ['登记内容的哈希', 'Hash of the contents on record'],
  file: ['存档文件的哈希', 'Hash of the stored file'],
};
