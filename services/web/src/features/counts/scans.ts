/** Scans that count one each: kept in this browser until they are entered, so that a reload loses none. */
import { useEffect, useState } from 'react';
import { useSession } from '../../app/session.tsx';
import type { Schemas } from '../../api/client.ts';
import type { Entry, Line } from './useLines.ts';

type Zone = Schemas['Zone'];

/** A piece of a part that is not on the sheet; it counts once somebody has said that it lay there. */
export interface Stray {
  readonly number: string;
  readonly name: string;
  readonly zone: Zone;
  readonly isTaken: boolean;
}

/** One for each piece, oldest first: the number of its line, or what it is where no line lists it. */
export type Scans = readonly (number | Stray)[];

export const keyOf = (one: Pick<Stray, 'number' | 'zone'>): string => `${one.zone} ${one.number}`;

const nameOf = (one: number | Stray): string => (isStray(one) ? `${keyOf(one)} ${one.isTaken}` : String(one));

const isStray = (one: unknown): one is Stray => typeof one === 'object' && one !== null && 'isTaken' in one;

function read(key: string): Scans {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((one) => Number.isInteger(one) || isStray(one)) : [];
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
  const without = (isGone: (one: number | Stray) => boolean) =>
    setScans((known) => known.filter((one) => !isGone(one)));
  return {
    scans,
    add: (line: Line) => setScans((known) => [...known, line.number]),
    /** A piece that no line lists: put aside, or counted at once where others of it were taken. */
    addStray: (stray: Omit<Stray, 'isTaken'>) =>
      setScans((known) => {
        const isTaken = known.some((one) => isStray(one) && one.isTaken && keyOf(one) === keyOf(stray));
        return [...known, { ...stray, isTaken }];
      }),
    take: (stray: string) =>
      setScans((known) => known.map((one) => (isStray(one) && keyOf(one) === stray ? { ...one, isTaken: true } : one))),
    leave: (stray: string) => without((one) => isStray(one) && !one.isTaken && keyOf(one) === stray),
    undo: () => setScans((known) => known.slice(0, -1)),
    /** Forget what was entered, the oldest first; what was scanned meanwhile stays. */
    drop: (counted: Tally['counted']) =>
      setScans((known) => {
        const left = new Map(counted);
        return known.filter((one) => {
          const many = left.get(nameOf(one)) ?? 0;
          left.set(nameOf(one), many - 1);
          return many <= 0;
        });
      }),
  };
}

export interface Pieces extends Stray {
  readonly quantity: number;
}

/** What scans come to: of lines what was entered before and they, of what no line lists the pieces taken or aside. */
export interface Tally {
  readonly entries: readonly Entry[];
  readonly finds: readonly Pieces[];
  readonly aside: readonly Pieces[];
  /** How many scans of which kind are in the entries and finds. */
  readonly counted: ReadonlyMap<string, number>;
}

/** What was scanned last comes first; a part that is on the sheet by now is counted on its line. */
export function tallied(scans: Scans, lines: readonly Line[]): Tally {
  const byNumber = new Map(lines.map((one) => [one.number, one] as const));
  const byPlace = new Map<string, Line>(lines.map((one) => [`${one.zone} ${one.part_number}`, one] as const));
  const entries = new Map<number, Entry>();
  const strays = new Map<string, Pieces>();
  const counted = new Map<string, number>();
  for (const one of [...scans].reverse()) {
    const name = nameOf(one);
    const line = isStray(one) ? one.isTaken && byPlace.get(keyOf(one)) : byNumber.get(one);
    if (line) {
      const before = entries.get(line.number)?.quantity ?? line.quantity ?? 0;
      entries.set(line.number, { line, quantity: before + 1 });
    } else if (isStray(one)) strays.set(name, { ...one, quantity: (strays.get(name)?.quantity ?? 0) + 1 });
    if (line || (isStray(one) && one.isTaken)) counted.set(name, (counted.get(name) ?? 0) + 1);
  }
  const all = [...strays.values()];
  return {
    entries: [...entries.values()],
    finds: all.filter((one) => one.isTaken),
    aside: all.filter((one) => !one.isTaken),
    counted,
  };
}

/** Whether somebody else has entered a line, so that it is not ours to count. */
export const isOfAnother = (line: Line): boolean =>
  (line.state === 'counted' || line.state === 'recounted') && line.quantity === null;
