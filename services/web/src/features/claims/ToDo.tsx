/** What the dealer has to do now, in one sentence. */
import { Alert } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { words } from './words.ts';

type Word = keyof typeof words;

const WORDS: Partial<Record<Schemas['ReturnState'], Word>> = {
  approved: 'doPack',
  packed: 'doShip',
  sent_back: 'doCorrect',
  refused: 'doAppeal',
};
const ENDED: readonly Schemas['ReturnState'][] = ['closed', 'cancelled'];

export function ToDo({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const { isDealer } = useSession();
  if (!isDealer || ENDED.includes(summary.state)) return null;
  const word = summary.state === 'refused' && summary.appeals > 0 ? undefined : WORDS[summary.state];
  const text = t(word ?? 'doWait', { reason: summary.reason ?? '—' });
  return (
    <Alert
      showIcon
      type={word ? 'warning' : 'info'}
      title={word ? t('toDo') : text}
      description={word ? text : undefined}
      style={{ marginBottom: 16 }}
      className="no-print"
    />
  );
}
