/** In place of a page whose code could not be fetched: says so, and shows the page once it can be. */
import { type ComponentType, type ReactNode, useCallback, useEffect, useState } from 'react';
import { ProblemState } from '../ui/states.tsx';
import type { Page } from './pages.ts';

interface Props {
  error: unknown;
  load: Page['load'];
  children: (Found: ComponentType) => ReactNode;
}

export function Later({ error, load, children }: Props) {
  const [Found, setFound] = useState<ComponentType | null>(null);
  const [problem, setProblem] = useState(error);
  const retry = useCallback(() => {
    load().then(({ Component }) => setFound(() => Component), setProblem);
  }, [load]);
  useEffect(() => {
    retry();
    addEventListener('online', retry);
    return () => removeEventListener('online', retry);
  }, [retry]);
  return Found ? children(Found) : <ProblemState error={problem} onRetry={retry} />;
}
