/** Whether the session ended while somebody was at work: told by any answer, ended by logging in again. */
import { useSyncExternalStore } from 'react';
import { isSessionOver } from '../api/problem.ts';
import { heldPass, onSessionKept } from '../api/client.ts';

const listeners = new Set<() => void>();
let isOver = false;

function tell(now: boolean): void {
  isOver = now;
  for (const listener of listeners) listener();
}

/** Note a problem; whether it says that the session is over. */
export function noteProblem(problem: unknown): boolean {
  if (!isSessionOver(problem) || heldPass.read()) return false;
  tell(true);
  return true;
}

/** There is a session again. */
export const sessionBegins = (): void => tell(false);

onSessionKept(sessionBegins);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether the session is over, for a component that changes with it. */
export const useSessionIsOver = (): boolean => useSyncExternalStore(subscribe, () => isOver);
