/** A tenant's month beside its plan: which plan, what is used and left, and the month as a workbook to take away. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Tag } from 'antd';
import { useName, useWords } from '../app/language.ts';
import { Card } from './Card.tsx';
import { MonthField } from './MonthField.tsx';
import { Nothing } from './states.tsx';
import { type Statement, thisMonth, useSaveStatement } from './usage.ts';
import { UsageBars } from './UsageBars.tsx';
import { words } from './words.usage.ts';

/** The month that is looked at; months to come have no usage. */
export function MonthInput({ month, onChange }: { month: string; onChange: (month: string) => void }) {
  const t = useWords(words);
  return <MonthField label={t('month')} value={month} max={thisMonth()} onChange={onChange} />;
}

export function UsageStatement({ statement, title }: { statement: Statement; title: string }) {
  const t = useWords(words);
  const name = useName();
  const { plan, lines, is_over: isOver } = statement;
  return (
    <Card
      title={plan ? name(plan) : title}
      extra={
        <Flex gap={4} wrap>
          <Tag color={isOver ? 'default' : 'processing'}>{t(isOver ? 'closed' : 'running')}</Tag>
          {plan && <Tag>{t('version', { number: plan.number })}</Tag>}
        </Flex>
      }
      style={{ marginBottom: 16 }}
    >
      {!plan && <Nothing title={t('noPlan')} hint={t('noPlanHint')} />}
      <UsageBars title={title} lines={lines} />
      {!isOver && <small className="muted">{t('lateHint')}</small>}
    </Card>
  );
}

export function SaveStatement({ statement, brand }: { statement: Statement; brand: string }) {
  const t = useWords(words);
  const save = useSaveStatement();
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => save(statement, brand)}>
      {t('export')}
    </Button>
  );
}
