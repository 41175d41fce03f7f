/** The way of a return as steps, from filing to closing. */
import { Steps } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useFormat } from '../../ui/format.ts';
import { useIsPhone } from '../../ui/screen.ts';
import { words } from './words.ts';

type State = Schemas['ReturnState'];
type Word = keyof typeof words;

const WAY: readonly { word: Word; states: readonly State[] }[] = [
  { word: 'stepFiled', states: ['awaiting_approval', 'sent_back', 'refused', 'cancelled'] },
  { word: 'stepApproved', states: ['approved'] },
  { word: 'stepPacked', states: ['packed'] },
  { word: 'stepShipped', states: ['shipped'] },
  { word: 'stepReceived', states: ['received'] },
  { word: 'stepInspected', states: ['inspected', 'disposed'] },
  { word: 'stepSettled', states: ['settled'] },
  { word: 'stepClosed', states: ['closed'] },
];
const BROKEN: readonly State[] = ['refused', 'cancelled', 'sent_back'];

/** Narrow enough that an instant breaks before its time rather than run into its neighbour. */
const BENEATH = { display: 'inline-block', maxWidth: '8.5em' } as const;

export function Journey({ summary }: { summary: Schemas['Return'] }) {
  const t = useWords(words);
  const format = useFormat();
  const isPhone = useIsPhone();
  const at = WAY.findIndex((step) => step.states.includes(summary.state));
  const when: Partial<Record<Word, string | null>> = {
    stepFiled: summary.filed_at,
    stepShipped: summary.shipped_at,
    stepReceived: summary.received_at,
    stepClosed: summary.closed_at,
  };
  return (
    <Steps
      size="small"
      current={summary.state === 'closed' ? WAY.length : at}
      status={BROKEN.includes(summary.state) ? 'error' : 'finish'}
      orientation={isPhone ? 'vertical' : 'horizontal'}
      titlePlacement={isPhone ? 'horizontal' : 'vertical'}
      responsive={false}
      items={WAY.map((step) => ({
        title: t(step.word),
        content: when[step.word] ? <small style={BENEATH}>{format.instant(when[step.word])}</small> : undefined,
      }))}
    />
  );
}
