/** The lines of a return: part, unit, fault, and the verdict with its clause. */
import { Flex, Tag, Tooltip } from 'antd';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { Schemas } from '../../api/client.ts';
import { useNameOf, useText, useWords } from '../../app/language.ts';
import type { Columns } from '../../ui/columns.tsx';
import { DISPOSITIONS, FINDINGS, OUTCOME_TONES, OUTCOMES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { PhotoStrip } from './PhotoStrip.tsx';
import { words } from './words.ts';

type Line = Schemas['Line'];

export function ReturnLines({ lines }: { lines: readonly Line[] }) {
  const t = useWords(words);
  const columns = useLineColumns(lines);
  return (
    <SheetTable
      id="return.lines"
      title={t('parts')}
      rows={lines}
      columns={columns}
      rowKey={(line) => String(line.line)}
    />
  );
}

function useLineColumns(lines: readonly Line[]): Columns<Line> {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const text = useText();
  const format = useFormat();
  const wasInspected = lines.some((line) => line.finding);
  const wasReceived = lines.some((line) => line.received_quantity !== null);
  return useMemo(() => {
    const first: Columns<Line> = [
      {
        key: 'part',
        title: t('part'),
        value: (line) => `${nameOf(line, 'part_name')} × ${line.quantity}`,
        render: (line) => <Part line={line} />,
      },
      { key: 'number', title: t('partNumber'), isExtra: true, value: (line) => line.part_number },
      { key: 'quantity', title: t('quantity'), isExtra: true, align: 'end', value: (line) => line.quantity },
      {
        key: 'unit',
        title: t('serial'),
        value: (line) => line.serial ?? line.model_code ?? '',
        render: (line) => <Unit line={line} />,
      },
      { key: 'model', title: t('model'), isExtra: true, value: (line) => line.model_code },
      {
        key: 'fault',
        title: t('fault'),
        value: (line) => [line.fault_code, line.fault_text].filter(Boolean).join(' '),
        render: (line) => <Fault line={line} />,
      },
      {
        key: 'verdict',
        title: t('verdict'),
        value: (line) => `${domain(OUTCOMES, line.outcome)} · ${line.clause} ${text(line.clause_text)}`,
        render: (line) => <Verdict line={line} />,
      },
      { key: 'clause', title: t('clause'), isExtra: true, value: (line) => line.clause },
    ];
    const received: Columns<Line> = [
      { key: 'received', title: t('receivedQuantity'), value: (line) => line.received_quantity, align: 'end' },
    ];
    const inspected: Columns<Line> = [
      { key: 'finding', title: t('finding'), value: (line) => domain(FINDINGS, line.finding) },
      {
        key: 'disposition',
        title: t('disposition'),
        value: (line) =>
          [domain(DISPOSITIONS, line.disposition), line.credit && format.money(line.credit), line.replacement_serial]
            .filter(Boolean)
            .join(' '),
        render: (line) => (
          <>
            {domain(DISPOSITIONS, line.disposition)} {line.credit && format.money(line.credit)}{' '}
            {line.replacement_serial}
          </>
        ),
      },
    ];
    return [...first, ...(wasReceived ? received : []), ...(wasInspected ? inspected : [])];
  }, [t, nameOf, domain, text, format, wasReceived, wasInspected]);
}

function Part({ line }: { line: Line }) {
  const nameOf = useNameOf();
  return (
    <>
      <div>
        {nameOf(line, 'part_name')} <small>× {line.quantity}</small>
      </div>
      <small>{line.part_number}</small>
    </>
  );
}

function Unit({ line }: { line: Line }) {
  const label = line.serial ?? line.model_code ?? '—';
  return (
    <>
      {line.unit_id ? <Link to={`/units/${line.unit_id}`}>{label}</Link> : label}
      <div>
        <small>{line.model_code}</small>
      </div>
    </>
  );
}

function Fault({ line }: { line: Line }) {
  return (
    <Flex vertical gap={4} style={{ maxWidth: 260 }}>
      <span>
        {line.fault_code && <Tag>{line.fault_code}</Tag>}
        {line.fault_text}
      </span>
      <PhotoStrip ids={line.photo_ids} />
    </Flex>
  );
}

function Verdict({ line }: { line: Line }) {
  const t = useWords(words);
  const domain = useDomain();
  const text = useText();
  const format = useFormat();
  return (
    <Flex vertical gap={2} align="flex-start" style={{ maxWidth: 300 }}>
      <Tag color={OUTCOME_TONES[line.outcome]}>{domain(OUTCOMES, line.outcome)}</Tag>
      <Tooltip title={t('clause')}>
        <small>
          <strong>{line.clause}</strong> {text(line.clause_text)}
        </small>
      </Tooltip>
      {line.covered_until && <small>{t('coveredUntil', { day: format.day(line.covered_until) })}</small>}
      {line.refusal && !line.accepted && <small>{t('lineRefused', { reason: text(line.refusal) })}</small>}
    </Flex>
  );
}
