/** Where a deletion is, in words. */
import type { Schemas } from '../../../api/client.ts';
import type { Pair } from '../../../app/words.ts';

type State = Schemas['DeletionState'];

export const DELETION_STATES: Readonly<Record<State, { tone: string; word: Pair }>> = {
  asked: { tone: 'warning', word: ['待他人确认', 'To be confirmed'] },
  confirmed: { tone: 'error', word: ['已确认，待删除', 'Confirmed'] },
  erasing: { tone: 'processing', word: ['删除中', 'Being erased'] },
  done: { tone: 'default', word: ['已删除', 'Erased'] },
  cancelled: { tone: 'success', word: ['已取消', 'Cancelled'] },
};
