/** What can be imported, and how its columns are called in the language now. */
import { useMemo } from 'react';
import { remote, type Schemas } from '../../api/client.ts';
import { useText } from '../../app/language.ts';

/** The kinds that whoever is logged in may import. */
export function useKinds() {
  return remote.useQuery('get', '/v1/import-templates', {}, { staleTime: Infinity });
}

interface Names {
  readonly kind: (kind: string) => string;
  /** The column that an answer is about; answers of old jobs name it in Chinese only. */
  readonly column: (kind: string, error: Schemas['RowError']) => string;
}

export function useImportNames(): Names {
  const text = useText();
  const { data } = useKinds();
  return useMemo(() => {
    const of = (kind: string): Schemas['Template'] | undefined => data?.items.find((one) => one.kind === kind);
    return {
      kind: (kind) => text(of(kind)) || kind,
      column: (kind, { column, column_en: inEnglish }) => {
        const known = inEnglish ? null : of(kind)?.columns.find((one) => one.zh === column);
        return text(known ?? { zh: column ?? '', en: inEnglish ?? '' });
      },
    };
  }, [data, text]);
}

/** What the sheet of an import job holds. */
export const kindOf = (job: Schemas['Job']): string => String(job.input['kind'] ?? '');

/** Whether an import was only tried. */
export const isTrial = (job: Schemas['Job']): boolean => job.input['trial'] === true;
