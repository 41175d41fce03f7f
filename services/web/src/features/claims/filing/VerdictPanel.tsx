/** What the policy says of the draft, line by line with its clause, and the way to file it. */
import { Alert, Checkbox, Collapse, Flex, Tag, Typography } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import type { ReactNode } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { asProblem } from '../../../api/problem.ts';
import { useText, useWords } from '../../../app/language.ts';
import { OUTCOME_TONES, OUTCOMES, ROLES, useDomain } from '../../../ui/domain.ts';
import { useFormat } from '../../../ui/format.ts';
import type { DraftLine } from './draft.ts';
import { useFactWords } from './facts.ts';
import { words } from './words.ts';

interface Props {
  verdict: Schemas['VerdictShown'] | undefined;
  error: unknown;
  isAsking: boolean;
  lines: readonly DraftLine[];
  keepsRefused: boolean;
  onKeepRefused: (keeps: boolean) => void;
  children: ReactNode;
}

export function VerdictPanel({ verdict, error, isAsking, lines, keepsRefused, onKeepRefused, children }: Props) {
  const t = useWords(words);
  const isMixed = verdict?.lines.some((line) => line.outcome === 'refused');
  return (
    <Card title={t('verdict')} extra={isAsking && lines.length > 0 ? <small>{t('verdictAsking')}</small> : null}>
      <div aria-live="polite">
        {!lines.length && <Typography.Text type="secondary">{t('verdictEmpty')}</Typography.Text>}
        {Boolean(error) && <Wrong error={error} />}
        {verdict && !error && lines.length > 0 && <Said verdict={verdict} lines={lines} />}
      </div>
      {isMixed && (
        <Checkbox
          checked={keepsRefused}
          onChange={(event) => onKeepRefused(event.target.checked)}
          style={{ marginTop: 12 }}
        >
          {t('keepRefused')}
        </Checkbox>
      )}
      <div style={{ marginTop: 16 }}>{children}</div>
    </Card>
  );
}

function Wrong({ error }: { error: unknown }) {
  const problem = asProblem(error);
  const places = problem.errors.map((one) => one.detail).filter((one) => one !== problem.detail);
  return (
    <Alert type="error" showIcon title={problem.detail} description={places.length ? places.join(' ') : undefined} />
  );
}

function Said({ verdict, lines }: { verdict: Schemas['VerdictShown']; lines: readonly DraftLine[] }) {
  const t = useWords(words);
  const format = useFormat();
  const domain = useDomain();
  const isAccepted = verdict.is_complete && verdict.lines.some((line) => line.outcome === 'covered');
  const roles = verdict.steps.map((step) => step.roles.map((role) => domain(ROLES, role)).join(' / ')).join(' → ');
  return (
    <Flex vertical gap={12}>
      {verdict.lines.map((line, index) => (
        <LineVerdict key={line.line} line={line} name={lines[index]?.partName ?? ''} />
      ))}
      <dl className="facts">
        <div>
          <dt>{t('amount')}</dt>
          <dd>{format.money(verdict.amount)}</dd>
        </div>
        {verdict.route && (
          <div>
            <dt>{t('sendTo')}</dt>
            <dd>
              {verdict.route.factory} {verdict.route.consignee}
            </dd>
          </div>
        )}
      </dl>
      {roles && <Typography.Text type="secondary">{t('approval', { roles })}</Typography.Text>}
      {!roles && isAccepted && <Typography.Text type="secondary">{t('noApproval')}</Typography.Text>}
      <small>{t('under', { policy: verdict.policy })}</small>
    </Flex>
  );
}

function LineVerdict({ line, name }: { line: Schemas['LineDecision']; name: string }) {
  const t = useWords(words);
  const text = useText();
  const domain = useDomain();
  const format = useFormat();
  const facts = useFactWords();
  const say = (fields: readonly string[]) => format.list(fields.map(facts.name));
  const unknown = line.needs.filter((fact) => !line.missing.includes(fact.replace('line.', '')));
  const isUnknown = line.outcome === 'unknown';
  return (
    <div className="verdict">
      <Flex justify="space-between" gap={8}>
        <strong>{name}</strong>
        <Tag color={OUTCOME_TONES[line.outcome]} style={{ marginInlineEnd: 0 }}>
          {domain(OUTCOMES, line.outcome)}
        </Tag>
      </Flex>
      <div>
        <strong>{t(isUnknown ? 'clauseMaybe' : 'clause', { clause: line.clause })}</strong> {text(line.text)}
      </div>
      {line.covered_until && <div>{t('coveredUntil', { day: format.day(line.covered_until) })}</div>}
      {line.missing.length > 0 && <div className="wanted">{t('missing', { fields: say(line.missing) })}</div>}
      {isUnknown && unknown.length > 0 && <div className="wanted">{t('needs', { fields: say(unknown) })}</div>}
      <Why line={line} />
    </div>
  );
}

function Why({ line }: { line: Schemas['LineDecision'] }) {
  const t = useWords(words);
  const text = useText();
  const facts = useFactWords();
  const applied = line.trace.filter((one) => one.result === 'applies' || one.result === 'unknown');
  if (!applied.length) return null;
  const children = (
    <ul style={{ margin: 0, paddingInlineStart: 16 }}>
      {applied.map((one) => (
        <li key={one.clause}>
          <strong>{one.clause}</strong> {text(one.text)}
          <div>
            <small>
              {Object.entries(one.inputs)
                .map(([fact, value]) => t('factIs', { fact: facts.name(fact), value: facts.value(fact, value) }))
                .join(' · ')}
            </small>
          </div>
        </li>
      ))}
    </ul>
  );
  return <Collapse ghost size="small" items={[{ key: 'why', label: t('why'), children }]} />;
}
