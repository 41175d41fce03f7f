/** Filters that live in the address, so that a view can be linked to, kept, and gone back to. */
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type Filters<K extends string> = Readonly<Partial<Record<K, string>>>;

export interface FilterState<K extends string> {
  readonly values: Filters<K>;
  readonly set: (changed: Readonly<Partial<Record<K, string | null | undefined>>>) => void;
  readonly clear: () => void;
  readonly isFiltered: boolean;
}

/** The filters of these names. */
export function useFilters<const K extends string>(names: readonly K[]): FilterState<K> {
  const [params, setParams] = useSearchParams();
  const key = names.join();
  const text = params.toString();
  const values = useMemo(() => {
    const given = new URLSearchParams(text);
    const found: Partial<Record<K, string>> = {};
    for (const name of key.split(',') as K[]) {
      const value = given.get(name);
      if (value) found[name] = value;
    }
    return found;
  }, [text, key]);
  const set = useCallback<FilterState<K>['set']>(
    (changed) => {
      setParams(
        (before) => {
          const after = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changed) as [string, string | null | undefined][]) {
            if (value) after.set(name, value);
            else after.delete(name);
          }
          return after;
        },
        { replace: true, preventScrollReset: true },
      );
    },
    [setParams],
  );
  const clear = useCallback(() => setParams({}, { replace: true, preventScrollReset: true }), [setParams]);
  return { values, set, clear, isFiltered: Object.keys(values).length > 0 };
}
