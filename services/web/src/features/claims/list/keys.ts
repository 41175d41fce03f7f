/** Keys of a list: j and k go up and down, Enter opens, x chooses, ? says so. */
import { useEffect, useState } from 'react';

interface Doings {
  readonly ids: readonly string[];
  readonly open: (id: string) => void;
  readonly choose: (id: string) => void;
  readonly help: () => void;
}

const TYPING = 'input:not([type=checkbox]), textarea, select, [contenteditable], [role=dialog], [role=listbox]';

/** The id of the row where the keys are, if any. */
export function useListKeys({ ids, open, choose, help }: Doings): string | undefined {
  const [current, setCurrent] = useState<string>();
  useEffect(() => {
    const at = current === undefined ? -1 : ids.indexOf(current);
    const go = (place: number) => {
      const next = ids[Math.max(0, Math.min(ids.length - 1, place))];
      if (next === undefined) return;
      setCurrent(next);
      document.querySelector(`[data-row-key="${next}"]`)?.scrollIntoView({ block: 'nearest' });
    };
    const here = ids[at];
    const acts: Record<string, () => void> = {
      j: () => go(at + 1),
      k: () => go(at - 1),
      '?': help,
      ...(here === undefined ? {} : { x: () => choose(here), Enter: () => open(here) }),
    };
    const onKey = (event: KeyboardEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      const isBusy = target?.closest(TYPING) ?? (event.key === 'Enter' && target?.closest('a, button'));
      const act = acts[event.key];
      if (!act || isBusy || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [ids, current, open, choose, help]);
  return current;
}
