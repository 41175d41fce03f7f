/** A return that is being written: units, the parts picked from each, and what is wrong with them. */
import { useCallback, useState } from 'react';
import { newKey, type Schemas } from '../../../api/client.ts';

type Proof = Schemas['PolicyWordsProof'];

/** What a line is about: a unit by its serial, or a model bought on a day. */
export interface Subject {
  readonly key: string;
  readonly serial: string | null;
  readonly modelId: string;
  readonly modelCode: string;
  readonly soldOn: string | null;
  readonly proof: Proof | null;
}

export interface DraftLine {
  readonly key: string;
  readonly subject: string;
  readonly partNumber: string;
  readonly partName: string;
  readonly quantity: number;
  readonly proof: Proof | null;
  readonly faultCode: string;
  readonly faultText: string;
  readonly humanDamage: boolean | null;
  readonly photos: readonly string[];
}

export interface Draft {
  /** The key under which it is sent: a second sending of the same draft has no second effect. */
  readonly key: string;
  readonly subjects: readonly Subject[];
  readonly lines: readonly DraftLine[];
}

export const emptyDraft = (): Draft => ({ key: newKey(), subjects: [], lines: [] });

export interface DraftState {
  readonly draft: Draft;
  readonly addSubject: (subject: Subject) => void;
  readonly removeSubject: (key: string) => void;
  readonly togglePart: (subject: Subject, part: Pick<Schemas['CatalogPart'], 'number' | 'name'>) => void;
  readonly change: (key: string, changed: Partial<DraftLine> | ((line: DraftLine) => Partial<DraftLine>)) => void;
  readonly removeLine: (key: string) => void;
  readonly reset: () => void;
}

/** A draft that survives a reload of the page if it is given a place. */
export function useDraft(place: string | null, first: () => Draft = emptyDraft): DraftState {
  const [draft, setDraft] = useState<Draft>(() => kept(place) ?? first());
  const update = useCallback(
    (change: (before: Draft) => Draft) =>
      setDraft((before) => {
        const after = { ...change(before), key: newKey() };
        if (place) sessionStorage.setItem(place, JSON.stringify(after));
        return after;
      }),
    [place],
  );
  const addSubject = useCallback(
    (subject: Subject) =>
      update((before) => {
        const isKnown = before.subjects.some((one) => one.key === subject.key);
        return isKnown ? before : { ...before, subjects: [...before.subjects, subject] };
      }),
    [update],
  );
  const removeSubject = useCallback(
    (key: string) =>
      update((before) => ({
        ...before,
        subjects: before.subjects.filter((one) => one.key !== key),
        lines: before.lines.filter((line) => line.subject !== key),
      })),
    [update],
  );
  const togglePart = useCallback<DraftState['togglePart']>(
    (subject, part) =>
      update((before) => {
        const key = `${subject.key}/${part.number}`;
        const isPicked = before.lines.some((line) => line.key === key);
        const lines = isPicked
          ? before.lines.filter((line) => line.key !== key)
          : [...before.lines, newLine(key, subject, part.number, part.name)];
        return { ...before, lines };
      }),
    [update],
  );
  const change = useCallback<DraftState['change']>(
    (key, changed) =>
      update((before) => ({
        ...before,
        lines: before.lines.map((line) =>
          line.key === key ? { ...line, ...(typeof changed === 'function' ? changed(line) : changed) } : line,
        ),
      })),
    [update],
  );
  const removeLine = useCallback(
    (key: string) => update((before) => ({ ...before, lines: before.lines.filter((line) => line.key !== key) })),
    [update],
  );
  const reset = useCallback(() => {
    if (place) sessionStorage.removeItem(place);
    setDraft(emptyDraft());
  }, [place]);
  return { draft, addSubject, removeSubject, togglePart, change, removeLine, reset };
}

function kept(place: string | null): Draft | null {
  if (!place) return null;
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

function newLine(key: string, subject: Subject, partNumber: string, partName: string): DraftLine {
  return {
    key,
    subject: subject.key,
    partNumber,
    partName,
    quantity: 1,
    proof: subject.proof,
    faultCode: '',
    faultText: '',
    humanDamage: null,
    photos: [],
  };
}

/** The lines as the API takes them. */
export function askedLines(draft: Draft): Schemas['AskedLine'][] {
  return draft.lines.map((line) => {
    const subject = draft.subjects.find((one) => one.key === line.subject);
    return {
      ...(subject?.serial
        ? { serial: subject.serial }
        : { model_code: subject?.modelCode ?? null, sold_on: subject?.soldOn ?? null }),
      part_number: line.partNumber,
      quantity: line.quantity,
      proof: line.proof,
      fault_code: line.faultCode.trim() || null,
      fault_text: line.faultText.trim() || null,
      human_damage: line.humanDamage,
      photo_ids: [...line.photos],
    };
  });
}

/** A draft from the lines of a return that was sent back. */
export function draftOf(lines: readonly Schemas['Line'][]): Draft {
  const subjects = new Map<string, Subject>();
  const drafted = lines.map((line) => {
    const key = line.serial ?? `${line.model_code}/${line.sold_on}`;
    const subject: Subject = {
      key,
      serial: line.serial,
      modelId: line.model_id ?? '',
      modelCode: line.model_code ?? '',
      soldOn: line.sold_on,
      proof: line.proof,
    };
    subjects.set(key, subject);
    return {
      ...newLine(`${key}/${line.part_number}`, subject, line.part_number, line.part_name),
      quantity: line.quantity,
      proof: line.proof,
      faultCode: line.fault_code ?? '',
      faultText: line.fault_text ?? '',
      humanDamage: line.human_damage,
      photos: line.photo_ids,
    };
  });
  return { key: newKey(), subjects: [...subjects.values()], lines: drafted };
}
