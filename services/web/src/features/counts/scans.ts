/** Scans that count one each: kept in this browser until they are entered, so that a reload loses none. */
import { useEffect, useState } from 'react';
import { useSession } from '../../app/session.tsx';
import type { Schemas } from '../../api/client.ts';
import type { Entry, Line } from './useLines.ts';

/** The numbers of the lines that were scanned, one for each piece, oldest first. */
export type Scans = readonly number[];

function read(key: string): Scans {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one): one is number => Number.isInteger(one)) : [];
  } catch {
    return [];
  }
}

/** The scans of one person in one stage of a count. */
export function useScans(count: Schemas['Count']) {
  const { me } = useSession();
  const stage = count.state === 'recount' ? 'again' : 'first';
  const key = `aftersales.scans.${count.id}.${stage}.${me.id}`;
  const [scans, setScans] = useState<Scans>(() => read(key));
  useEffect(() => {
    if (scans.length) localStorage.setItem(key, JSON.stringify(scans));
    else localStorage.removeItem(key);
  }, [key, scans]);
  return {
    scans,
    add: (line: Line) => setScans((known) => [...known, line.number]),
    undo: () => setScans((known) => known.slice(0, -1)),
    drop: (numbers: ReadonlySet<number>) => setScans((known) => known.filter((one) => !numbers.has(one))),
  };
}

/** What the scans come to, line by line, the line that was scanned last first: what was entered before and they. */
export function tallied(scans: Scans, lines: readonly Line[]): Entry[] {
  const pieces = new Map<number, number>();
  for (const number of [...scans].reverse()) pieces.set(number, (pieces.get(number) ?? 0) + 1);
  const known = new Map(lines.map((one) => [one.number, one] as const));
  return [...pieces].flatMap(([number, scanned]) => {
    const line = known.get(number);
    return line ? [{ line, quantity: (line.quantity ?? 0) + scanned }] : [];
  });
}

/** Whether somebody else has entered a line, so that it is not ours to count. */
export const isOfAnother = (line: Line): boolean =>
  (line.state === 'counted' || line.state === 'recounted') && line.quantity === null;
