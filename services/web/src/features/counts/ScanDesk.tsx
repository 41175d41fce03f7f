/** Counting by scans: each scan is one piece; what they come to is entered with one press. */
import { UndoOutlined } from '@ant-design/icons';
import { Button, Flex, Input, type InputRef, Segmented } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { PlainTable } from '../../ui/PlainTable.tsx';
import { ScanButton } from '../../ui/ScanButton.tsx';
import { isOfAnother, tallied, useScans } from './scans.ts';
import { sound } from './sound.ts';
import { type Entry, type Line, useEnterAll } from './useLines.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];
type Zone = Schemas['Zone'];

interface Said {
  readonly text: string;
  readonly isGood: boolean;
}

export function ScanDesk({ count, lines }: { count: Count; lines: readonly Line[] }) {
  const t = useWords(words);
  const domain = useDomain();
  const field = useRef<InputRef>(null);
  const { scans, add, undo, drop } = useScans(count);
  const zones = [...new Set(lines.map((one) => one.zone))];
  const [zone, setZone] = useState<Zone>(zones[0] ?? 'serviceable');
  const [said, setSaid] = useState<Said | null>(null);
  const entries = tallied(scans, lines);
  const enter = useEnterAll(count, (entered) => {
    drop(new Set(entered.map(({ line }) => line.number)));
    setSaid({ text: t('scansEntered', { count: entered.length }), isGood: true });
    field.current?.focus();
  });
  useWedge(field);
  const say = (text: string, isGood: boolean) => {
    setSaid({ text, isGood });
    sound(isGood);
  };
  const take = (typed: string) => {
    const code = typed.trim();
    if (!code) return;
    const place = domain(ZONES, zone);
    const line = lines.find((one) => one.zone === zone && one.part_number.toLowerCase() === code.toLowerCase());
    if (!line) say(t('scanUnknown', { part: code, zone: place }), false);
    else if (isOfAnother(line)) say(t('scanOfAnother', { part: line.part_number }), false);
    else {
      add(line);
      const before = entries.find((one) => one.line.number === line.number)?.quantity ?? line.quantity ?? 0;
      say(t('scanned', { part: line.part_number, name: line.part_name, quantity: before + 1 }), true);
    }
  };
  const takeBack = () => {
    const last = lines.find((one) => one.number === scans.at(-1));
    undo();
    setSaid({ text: t('scanUndone', { part: last?.part_number ?? '' }), isGood: true });
    field.current?.focus();
  };
  return (
    <Flex vertical gap={12}>
      {zones.length > 1 && (
        <Segmented
          aria-label={t('zone')}
          value={zone}
          options={zones.map((value) => ({ value, label: domain(ZONES, value) }))}
          onChange={setZone}
        />
      )}
      <Flex gap={8} wrap>
        <CodeField field={field} label={t('code')} onCode={take} />
        <ScanButton size="large" onCode={take} />
      </Flex>
      <div role="status" className={said?.isGood === false ? 'scan-said wanted' : 'scan-said'}>
        {said?.text ?? t('scanEach')}
      </div>
      <Flex gap={8} wrap>
        <Button
          size="large"
          type="primary"
          loading={enter.isPending}
          disabled={!entries.length}
          onClick={() => enter.mutate(entries)}
        >
          {t('enterScans', { count: scans.length })}
        </Button>
        <Button size="large" icon={<UndoOutlined aria-hidden />} disabled={!scans.length} onClick={takeBack}>
          {t('undoScan')}
        </Button>
      </Flex>
      {entries.length > 0 && <Tally entries={entries} />}
    </Flex>
  );
}

interface FieldProps {
  field: React.RefObject<InputRef | null>;
  label: string;
  onCode: (code: string) => void;
}

/** Where a scanner types: empty and ready again after each Enter. */
function CodeField({ field, label, onCode }: FieldProps) {
  const [text, setText] = useState('');
  return (
    <Input
      ref={field}
      size="large"
      value={text}
      aria-label={label}
      placeholder={label}
      maxLength={64}
      autoComplete="off"
      style={{ flex: '1 1 240px' }}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={(event) => {
        setText('');
        onCode(event.currentTarget.value);
      }}
    />
  );
}

/** Keep the scanner's field ready: keys typed beside any field go into it. */
function useWedge(field: React.RefObject<InputRef | null>): void {
  useEffect(() => {
    field.current?.focus();
    const hear = (event: KeyboardEvent) => {
      const isTyped = event.key.length === 1 && event.key !== ' ' && !event.ctrlKey && !event.metaKey && !event.altKey;
      const isElsewhere = event.target instanceof Element && event.target.closest('input, textarea, [role="dialog"]');
      if (isTyped && !isElsewhere) field.current?.focus();
    };
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [field]);
}

function Tally({ entries }: { entries: readonly Entry[] }) {
  const t = useWords(words);
  const domain = useDomain();
  return (
    <PlainTable
      title={t('tally')}
      rows={entries}
      columns={[
        { key: 'part', title: t('part'), value: ({ line }) => `${line.part_number} ${line.part_name}` },
        { key: 'zone', title: t('zone'), value: ({ line }) => domain(ZONES, line.zone) },
        { key: 'quantity', title: t('quantity'), align: 'end', value: ({ quantity }) => quantity },
      ]}
      rowKey={({ line }) => String(line.number)}
    />
  );
}
