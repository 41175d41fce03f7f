/** What becomes of a part, in words for its owner. */
import type { Schemas } from '../../../api/client.ts';
import type { Pair } from '../../../app/words.ts';

type Tone = 'default' | 'processing' | 'success' | 'error';

export const FATES: Readonly<Record<Schemas['LineFate'], { tone: Tone; word: Pair }>> = {
  awaiting: { tone: 'default', word: ['审核中', 'Being looked at'] },
  accepted: { tone: 'processing', word: ['已受理', 'Accepted'] },
  refused: { tone: 'error', word: ['未受理', 'Not accepted'] },
  replaced: { tone: 'success', word: ['已换新', 'Replaced'] },
  repaired: { tone: 'success', word: ['已修复', 'Repaired'] },
  credited: { tone: 'success', word: ['已退款给经销商', 'Credited to the dealer'] },
  scrapped: { tone: 'default', word: ['已报废', 'Scrapped'] },
  sent_back: { tone: 'default', word: ['已退回', 'Sent back'] },
};
