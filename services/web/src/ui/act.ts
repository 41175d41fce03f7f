/** Doing something: once, with its success said, its refusal shown, and what it changed asked for again. */
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { isSessionOver, Problem } from '../api/problem.ts';
import { heldPass } from '../api/client.ts';
import { useWords } from '../app/language.ts';
import { words } from './words.ts';

interface Act<Input, Output> {
  /** What is done; a refusal is thrown. */
  readonly run: (input: Input) => Promise<Output>;
  /** What is said when it is done. */
  readonly done?: string | ((output: Output) => string);
  /** Addresses (`/v1/returns`) whose answers it changed; all beginning so are asked for again. */
  readonly changes?: readonly string[];
  readonly then?: (output: Output, input: Input) => void;
  /** Shows a refusal itself and says so by `true`; others are shown in a message. */
  readonly refused?: (problem: Problem) => boolean;
}

/** A use case of a page. */
export function useAct<Input = void, Output = unknown>(act: Act<Input, Output>) {
  const cache = useQueryClient();
  const { message, notification } = App.useApp();
  const t = useWords(words);
  return useMutation<Output, unknown, Input>({
    mutationFn: act.run,
    onSuccess: (output, input) => {
      forget(cache, act.changes ?? []);
      const said = typeof act.done === 'function' ? act.done(output) : act.done;
      if (said) void message.success(said);
      act.then?.(output, input);
    },
    onError: (error) => {
      const problem = error instanceof Problem ? error : new Problem(error instanceof TypeError ? 0 : 500, {});
      if (isSessionOver(problem) && !heldPass.read()) return; // one is asked to log in again, over this page
      if (act.refused?.(problem)) return;
      const title = problem.detail || t(problem.status === 0 ? 'unreachable' : 'failed');
      const places = problem.errors.map((one) => one.detail).filter((one) => one && one !== title);
      const hint = hintOf(problem, t) || places.join(' ');
      notification.error({ title, description: hint || undefined, duration: 8 });
      if (problem.status === 409 || problem.status === 412) forget(cache, act.changes ?? []);
    },
  });
}

function hintOf(problem: Problem, t: ReturnType<typeof useWords<typeof words>>): string {
  if (problem.status === 0) return t('unreachableHint');
  return problem.status === 412 || problem.code === 'stale_version' ? t('stale') : '';
}

/** Ask again for all answers whose address begins with one of these. */
export function forget(cache: QueryClient, addresses: readonly string[]): void {
  void cache.invalidateQueries({
    predicate: ({ queryKey }) => addresses.some((one) => String(queryKey[1]).startsWith(one)),
  });
}
