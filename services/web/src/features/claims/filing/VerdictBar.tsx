/** The verdict in a line, at the foot of a phone's screen while the fields above it are filled in. */
import { Button, Flex, Tag } from 'antd';
import type { Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { OUTCOME_TONES, OUTCOMES, useDomain } from '../../../ui/domain.ts';
import { useIsPhone } from '../../../ui/screen.ts';
import { words } from './words.ts';

export function VerdictBar({ verdict, panel }: { verdict: Schemas['VerdictShown'] | undefined; panel: string }) {
  const t = useWords(words);
  const domain = useDomain();
  const isPhone = useIsPhone();
  if (!isPhone || !verdict) return null;
  const missing = new Set(verdict.lines.flatMap((line) => line.missing)).size;
  return (
    <div className="verdict-bar">
      <Flex gap={4} wrap align="center" style={{ minWidth: 0 }}>
        {verdict.lines.map((line) => (
          <Tag key={line.line} color={OUTCOME_TONES[line.outcome]} style={{ marginInlineEnd: 0 }}>
            {domain(OUTCOMES, line.outcome)} {line.clause}
          </Tag>
        ))}
        <small>{missing ? t('missingCount', { count: missing }) : t('nothingMissing')}</small>
      </Flex>
      <Button size="small" onClick={() => document.getElementById(panel)?.scrollIntoView({ block: 'end' })}>
        {t('toVerdict')}
      </Button>
    </div>
  );
}
