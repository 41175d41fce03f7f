/** Writing the lines of a return: units, parts, faults, beside the policy's verdict. */
import { Button, Empty } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import { type ReactNode, useState } from 'react';
import { useWords } from '../../../app/language.ts';
import type { Schemas } from '../../../api/client.ts';
import { askedLines, type Draft, type DraftState } from './draft.ts';
import { LineEditor } from './LineEditor.tsx';
import { UnitCard } from './UnitCard.tsx';
import { UnitFinder } from './UnitFinder.tsx';
import { useVerdict } from './verdict.ts';
import { VerdictBar } from './VerdictBar.tsx';
import { VerdictPanel } from './VerdictPanel.tsx';
import { words } from './words.ts';

/** Where the verdict stands on the page. */
const VERDICT = 'verdict';

interface Props {
  state: DraftState;
  verb: string;
  isBusy: boolean;
  onFile: (draft: Draft, refused: Schemas['RefusedLines']) => void;
  extra?: ReactNode;
  /** The return whose lines are written anew, if there is one already. */
  returnId?: string;
}

export function LinesForm({ state, verb, isBusy, onFile, extra, returnId }: Props) {
  const t = useWords(words);
  const { draft } = state;
  const { verdict, error, isAsking, isCurrent } = useVerdict(askedLines(draft));
  const [keepsRefused, setKeepsRefused] = useState(false);
  const isRefused = verdict?.lines.some((line) => line.outcome === 'refused') ?? false;
  const isAllRefused = verdict?.lines.every((line) => line.outcome === 'refused') ?? false;
  const isReady =
    isCurrent && verdict?.is_complete === true && !error && (!isRefused || (keepsRefused && !isAllRefused));
  const missingOf = (index: number) => (isCurrent ? (verdict?.lines[index]?.missing ?? []) : []);
  return (
    <div className="two-sides">
      <div>
        <Card title={t('unitStep')}>
          <UnitFinder onFound={state.addSubject} />
          {draft.subjects.map((subject) => (
            <UnitCard key={subject.key} subject={subject} state={state} />
          ))}
        </Card>
        <Card title={t('linesStep')} style={{ marginTop: 16 }}>
          {draft.lines.length === 0 && <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('pickPart')} />}
          {draft.lines.map((line, index) => (
            <LineEditor
              key={line.key}
              line={line}
              serial={draft.subjects.find((one) => one.key === line.subject)?.serial ?? line.subject}
              state={state}
              missing={missingOf(index)}
              returnId={returnId}
            />
          ))}
        </Card>
        {draft.lines.length > 0 && !error && <VerdictBar verdict={verdict} panel={VERDICT} />}
      </div>
      <aside id={VERDICT}>
        <VerdictPanel
          verdict={verdict}
          error={error}
          isAsking={isAsking}
          lines={draft.lines}
          keepsRefused={keepsRefused}
          onKeepRefused={setKeepsRefused}
        >
          <Button
            type="primary"
            size="large"
            block
            disabled={!isReady}
            loading={isBusy}
            onClick={() => onFile(draft, keepsRefused ? 'keep' : 'reject')}
          >
            {verb}
          </Button>
          {extra}
        </VerdictPanel>
      </aside>
    </div>
  );
}
