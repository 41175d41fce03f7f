/** Counting by scans: each scan is one piece; what they come to is entered with one press. */
import { UndoOutlined } from '@ant-design/icons';
import { Button, Flex, Input, type InputRef, Segmented, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useName, useNameOf, useWords } from '../../app/language.ts';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { SheetTable } from '../../ui/SheetTable.tsx';
import { ScanButton } from '../../ui/ScanButton.tsx';
import { Aside } from './Aside.tsx';
import { isOfAnother, keyOf, type Pieces, tallied, type Tally, useScans } from './scans.ts';
import { sound } from './sound.ts';
import { type Line, partOfCode, useEnterAll } from './useLines.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];
type Zone = Schemas['Zone'];

interface Said {
  readonly text: string;
  readonly isGood: boolean;
}

export function ScanDesk({ count, lines }: { count: Count; lines: readonly Line[] }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const field = useRef<InputRef>(null);
  const name = useName();
  const { scans, add, addStray, take: takeStray, leave, undo, drop } = useScans(count);
  const zones = [...new Set(lines.map((one) => one.zone))];
  const [zone, setZone] = useState<Zone>(zones[0] ?? 'serviceable');
  const [said, setSaid] = useState<Said | null>(null);
  const tally = tallied(scans, lines);
  const pieces = scans.length - tally.aside.reduce((all, one) => all + one.quantity, 0);
  const enter = useEnterAll(count, ({ entries, finds, counted }: Sent) => {
    drop(counted);
    setSaid({ text: t('scansEntered', { count: entries.length + finds.length }), isGood: true });
    field.current?.focus();
  });
  useWedge(field);
  const say = (text: string, isGood: boolean) => {
    setSaid({ text, isGood });
    sound(isGood);
  };
  /** A code without a line here: a part to be put aside, or none at all. */
  const lookUp = async (code: string, at: Zone) => {
    try {
      const part = await partOfCode(code);
      if (!part) return say(t('scanUnknown', { part: code }), false);
      addStray({ number: part.number, name: name(part), zone: at });
      const place = domain(ZONES, at);
      const taken = tally.finds.find((one) => one.number === part.number && one.zone === at);
      if (taken) say(t('taken', { part: part.number, name: name(part), quantity: taken.quantity + 1 }), true);
      else say(t('scanUnlisted', { part: part.number, name: name(part), zone: place }), false);
    } catch {
      say(t('scanLost', { part: code }), false);
    }
  };
  const take = (typed: string) => {
    const code = typed.trim();
    if (!code) return;
    const line = lines.find((one) => one.zone === zone && one.part_number.toLowerCase() === code.toLowerCase());
    if (!line && count.state === 'recount') say(t('scanNotAgain', { part: code }), false);
    else if (!line) void lookUp(code, zone);
    else if (isOfAnother(line)) say(t('scanOfAnother', { part: line.part_number }), false);
    else {
      add(line);
      const before = tally.entries.find((one) => one.line.number === line.number)?.quantity ?? line.quantity ?? 0;
      say(t('scanned', { part: line.part_number, name: nameOf(line, 'part_name'), quantity: before + 1 }), true);
    }
  };
  const takeBack = () => {
    const last = scans.at(-1);
    const part = typeof last === 'object' ? last.number : lines.find((one) => one.number === last)?.part_number;
    undo();
    setSaid({ text: t('scanUndone', { part: part ?? '' }), isGood: true });
    field.current?.focus();
  };
  const decide = (stray: Pieces, isTaken: boolean) => {
    (isTaken ? takeStray : leave)(keyOf(stray));
    const { number: part, name: called, quantity } = stray;
    say(isTaken ? t('taken', { part, name: called, quantity }) : t('left', { part }), true);
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
      <Aside
        aside={tally.aside}
        field={field}
        onTake={(one) => decide(one, true)}
        onLeave={(one) => decide(one, false)}
      />
      <Flex gap={8} wrap>
        <Button
          size="large"
          type="primary"
          loading={enter.isPending}
          disabled={!pieces}
          onClick={() => enter.mutate({ ...tally, finds: tally.finds.map(foundPart) })}
        >
          {t('enterScans', { count: pieces })}
        </Button>
        <Button
          size="large"
          icon={<UndoOutlined aria-hidden />}
          disabled={!scans.length || enter.isPending}
          onClick={takeBack}
        >
          {t('undoScan')}
        </Button>
      </Flex>
      {pieces > 0 && <Scanned tally={tally} />}
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

type Sent = Omit<Tally, 'finds'> & { readonly finds: readonly Schemas['FoundPart'][] };

const foundPart = ({ number, zone, quantity }: Pieces) => ({ part_number: number, zone, quantity });

function Scanned({ tally: { entries, finds } }: { tally: Tally }) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const found = finds.map((one) => ({ ...one, isFound: true }));
  const listed = entries.map(({ line, quantity }) => ({
    number: line.part_number,
    name: nameOf(line, 'part_name'),
    zone: line.zone,
    quantity,
    isFound: false,
  }));
  return (
    <SheetTable
      id="count.tally"
      title={t('tally')}
      rows={[...found, ...listed]}
      columns={[
        { key: 'part', title: t('part'), value: (row) => row.number },
        { key: 'name', title: t('name'), value: (row) => row.name },
        { key: 'zone', title: t('zone'), value: (row) => domain(ZONES, row.zone) },
        {
          key: 'quantity',
          title: t('quantity'),
          align: 'end',
          value: (row) => row.quantity,
          render: (row) => (
            <>
              {row.isFound && <Tag color="warning">{t('isFound')}</Tag>} {row.quantity}
            </>
          ),
        },
        { key: 'found', title: t('aside'), isExtra: true, value: (row) => (row.isFound ? t('isFound') : '') },
      ]}
      rowKey={keyOf}
    />
  );
}
