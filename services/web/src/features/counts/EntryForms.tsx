/** Entering how many of a part lie there, on its line or as found beside the sheet. */
import { Button, Flex, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { Schemas } from '../../api/client.ts';
import { useNameOf, useWords } from '../../app/language.ts';
import { useDomain, ZONES } from '../../ui/domain.ts';
import { type Line, useEnter, useFind } from './useLines.ts';
import { words } from './words.ts';

type Count = Schemas['Count'];
type Zone = Schemas['Zone'];
const MOST = 1_000_000_000;

interface QuantityProps {
  count: Count;
  /** The lines of one part; more than one if it lies in several zones. */
  lines: readonly Line[];
  onDone: (said: string) => void;
}

export function QuantityForm({ count, lines, onDone }: QuantityProps) {
  const t = useWords(words);
  const nameOf = useNameOf();
  const domain = useDomain();
  const [number, setNumber] = useState(lines[0]?.number);
  const [quantity, setQuantity] = useState<number | null>(null);
  const enter = useEnter(count, ({ line, quantity: many }) =>
    onDone(t('entered', { part: line.part_number, quantity: many })),
  );
  const line = lines.find((one) => one.number === number) ?? lines[0];
  if (!line) return null;
  const save = () => {
    if (quantity !== null) enter.mutate({ line, quantity });
  };
  return (
    <Flex vertical gap={12}>
      <div>
        <strong>{line.part_number}</strong> {nameOf(line, 'part_name')}
        {lines.length === 1 && <span className="muted"> · {domain(ZONES, line.zone)}</span>}
      </div>
      {lines.length > 1 && (
        <div>
          <div className="wanted" style={{ marginBottom: 6 }}>
            {t('inZones', { part: line.part_number })}
          </div>
          <Segmented
            aria-label={t('zone')}
            value={line.number}
            options={lines.map((one) => ({ value: one.number, label: domain(ZONES, one.zone) }))}
            onChange={setNumber}
          />
        </div>
      )}
      <Flex gap={8}>
        <Pieces value={quantity} onChange={setQuantity} onEnter={save} />
        <Button
          size="large"
          type="primary"
          loading={enter.isPending}
          disabled={quantity === null}
          onClick={() => save()}
        >
          {t('enter')}
        </Button>
      </Flex>
    </Flex>
  );
}

interface FoundProps {
  count: Count;
  part: string;
  onDone: (said: string) => void;
}

export function FoundForm({ count, part, onDone }: FoundProps) {
  const t = useWords(words);
  const domain = useDomain();
  const [zone, setZone] = useState<Zone>('serviceable');
  const [quantity, setQuantity] = useState<number | null>(null);
  const find = useFind(count, (found) => onDone(t('entered', { part: found.part_number, quantity: found.quantity })));
  const save = () => {
    if (quantity !== null) find.mutate({ part_number: part, zone, quantity });
  };
  const zones = (Object.keys(ZONES) as Zone[]).map((value) => ({ value, label: domain(ZONES, value) }));
  return (
    <Flex vertical gap={12}>
      <span className="wanted">{t('unlisted', { part })}</span>
      <Flex gap={8} wrap>
        <Select
          size="large"
          aria-label={t('zone')}
          value={zone}
          options={zones}
          style={{ width: 140 }}
          onChange={setZone}
        />
        <Pieces value={quantity} onChange={setQuantity} onEnter={save} />
        <Button size="large" loading={find.isPending} disabled={quantity === null} onClick={() => save()}>
          {t('found')}
        </Button>
      </Flex>
    </Flex>
  );
}

interface PiecesProps {
  value: number | null;
  onChange: (value: number | null) => void;
  onEnter: () => void;
}

function Pieces({ value, onChange, onEnter }: PiecesProps) {
  const t = useWords(words);
  return (
    <InputNumber
      autoFocus
      size="large"
      min={0}
      max={MOST}
      precision={0}
      value={value}
      aria-label={t('quantity')}
      placeholder={t('quantity')}
      style={{ width: 160 }}
      onChange={onChange}
      onPressEnter={onEnter}
    />
  );
}
