/** Changing a draft: what is changed here, kept apart from what is stored until it is saved. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api, body, ifMatch, remote, type Schemas } from '../../../api/client.ts';
import { useText, useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { words } from '../words.ts';
import type { Editing } from './context.ts';
import { type Fields, put, type Schema, type Wrong } from './document.ts';

type Shown = Schemas['PolicyShown'];

interface Mine {
  /** The version that was read before it was changed. */
  readonly of: number;
  readonly document: Fields;
}

export interface Draft {
  readonly editing: Editing;
  readonly validation: Schemas['Validation'] | undefined;
  readonly isChecking: boolean;
  readonly isChanged: boolean;
  /** Whether somebody else saved since. */
  readonly isStale: boolean;
  readonly isSaving: boolean;
  readonly save: () => void;
  readonly discard: () => void;
}

/** What keeps a version from being published. */
function useValidation(shown: Shown, enabled: boolean) {
  return useQuery({
    queryKey: ['post', '/v1/policies', 'validation', shown.id, shown.version],
    queryFn: () => body(api.POST('/v1/policies/{policy_id}/validation', { params: { path: { policy_id: shown.id } } })),
    enabled,
  });
}

/** The draft of a version; of one that cannot be changed, just the version. */
export function useDraft(shown: Shown, mayEdit: boolean): Draft {
  const t = useWords(words);
  const text = useText();
  const [mine, setMine] = useState<Mine | null>(null);
  const [refused, setRefused] = useState<readonly Wrong[]>([]);
  const schema = remote.useQuery('get', '/v1/policy-schema', {}, { staleTime: Infinity, enabled: mayEdit });
  const checked = useValidation(shown, shown.state === 'draft');
  const saving = useAct({
    run: (one: Mine) =>
      body(
        api.PUT('/v1/policies/{policy_id}', {
          params: { path: { policy_id: shown.id }, header: ifMatch(one.of) },
          body: one.document as unknown as Schemas['PolicyDocument'],
        }),
      ),
    done: t('saved'),
    changes: ['/v1/policies'],
    then: () => {
      setMine(null);
      setRefused([]);
    },
    refused: (problem) => {
      setRefused(problem.errors.map((one) => ({ pointer: one.pointer, say: one.detail })));
      return false;
    },
  });
  useUnsavedWarning(mine !== null);
  const document = mine?.document ?? (shown.document as unknown as Fields);
  const problems = checked.data?.problems;
  const wrong = useMemo(() => {
    const stored = problems?.map((one) => ({ pointer: one.pointer, say: text(one) })) ?? [];
    return [...refused, ...stored];
  }, [problems, refused, text]);
  const set: Editing['set'] = (path, value) =>
    setMine((before) => ({
      of: before?.of ?? shown.version,
      document: put(before?.document ?? document, path, value) as Fields,
    }));
  return {
    editing: { document, schema: schema.data as unknown as Schema | undefined, wrong, mayEdit, set },
    validation: checked.data,
    isChecking: checked.isFetching,
    isChanged: mine !== null,
    isStale: mine !== null && mine.of !== shown.version,
    isSaving: saving.isPending,
    save: () => mine && saving.mutate(mine),
    discard: () => {
      setMine(null);
      setRefused([]);
    },
  };
}

/** Asks before unsaved changes are left behind. */
function useUnsavedWarning(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isChanged]);
}
