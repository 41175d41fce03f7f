/** What comes next for a return, as its dealer sees it. */
import type { Schemas } from '../../api/client.ts';
import type { words } from './words.ts';

type Word = keyof typeof words;
type State = Schemas['ReturnState'];

const NEXT: Readonly<Record<State, Word>> = {
  awaiting_approval: 'nextAwaiting',
  sent_back: 'nextSentBack',
  approved: 'nextApproved',
  packed: 'nextPacked',
  shipped: 'nextShipped',
  received: 'nextReceived',
  inspected: 'nextInspected',
  disposed: 'nextDisposed',
  settled: 'nextSettled',
  refused: 'nextRefused',
  cancelled: 'nextNone',
  closed: 'nextNone',
};

/** States in which the dealer is the one to act. */
export const DEALER_ACTS: readonly State[] = ['sent_back', 'approved', 'packed'];

/** The word for what comes next. */
export function nextOf(one: Pick<Schemas['Return'], 'state' | 'appeals'>): Word {
  return one.state === 'refused' && one.appeals > 0 ? 'nextNone' : NEXT[one.state];
}
