/** Who is logged in, in which brand, and what they may do. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, lazy, type ReactNode, Suspense, useContext, useEffect, useMemo } from 'react';
import { Navigate, useLocation } from 'react-router';
import { api, dropCsrf, heldPass, type Permission, remote, type Schemas } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { ProblemState } from '../ui/states.tsx';
import { Splash } from '../ui/Splash.tsx';
import { sessionBegins, useSessionIsOver } from './ended.ts';
import { hasChosenLanguage, prefer } from './preferences.ts';

const LogInAgain = lazy(async () => ({ default: (await import('./LogInAgain.tsx')).LogInAgain }));

export interface Session {
  readonly me: Schemas['Me'];
  readonly brand: Schemas['Brand'] | undefined;
  readonly isDealer: boolean;
  readonly can: (...needed: Permission[]) => boolean;
}

const Context = createContext<Session | null>(null);
const CHANGED = 'aftersales.session';

/** The session of whoever sees this page. */
export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('a page outside a session asked for it');
  return session;
}

/** Tell this browser's other tabs that somebody else, or somewhere else, is acting now. */
export const announceSession = (): void => localStorage.setItem(CHANGED, String(Date.now()));

addEventListener('storage', (event) => {
  if (event.key === CHANGED) location.assign('/');
});

/** Lets in who is logged in, and sends everybody else to the login with a way back; who was in stays, and is asked again. */
export function SessionGate({ children }: { children: ReactNode }) {
  const here = useLocation();
  const asked = remote.useQuery('get', '/v1/sessions/current', {}, { staleTime: Infinity, gcTime: Infinity });
  const me = asked.data;
  const isOver = useSessionIsOver();
  useEffect(sessionBegins, []);
  useEffect(() => {
    if (me && !hasChosenLanguage() && (me.locale === 'zh' || me.locale === 'en')) prefer({ language: me.locale });
  }, [me]);
  const session = useMemo<Session | null>(() => {
    if (!me) return null;
    const held = new Set<Permission>(me.permissions);
    return {
      me,
      brand: me.brands.find((one) => one.tenant_id === me.tenant_id),
      isDealer: me.dealer_id !== null,
      can: (...needed) => needed.every((one) => held.has(one)),
    };
  }, [me]);
  const isNobody = !me && asked.error instanceof Problem && asked.error.status === 401;
  if (isNobody && heldPass.read()) {
    return <Navigate to="/operator/access?ended=yes" replace />;
  }
  if (isNobody) {
    const next = here.pathname === '/' ? '' : `?next=${encodeURIComponent(here.pathname + here.search)}`;
    return <Navigate to={`/login${next}`} replace />;
  }
  if (asked.error && !me) return <ProblemState error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!session) return <Splash />;
  return (
    <Context.Provider value={session}>
      {children}
      {isOver && (
        <Suspense fallback={null}>
          <LogInAgain me={session.me} />
        </Suspense>
      )}
    </Context.Provider>
  );
}

/** End the session here and in the other tabs. */
export function useLogOut(): () => Promise<void> {
  const cache = useQueryClient();
  return async () => {
    await api.DELETE('/v1/sessions/current').catch(() => undefined);
    dropCsrf();
    announceSession();
    cache.clear();
    location.assign('/login');
  };
}

/** Go on in another brand: everything known of the one before is forgotten. */
export function useSwitchBrand(): (tenantId: string) => Promise<void> {
  const cache = useQueryClient();
  return async (tenantId) => {
    await api.PUT('/v1/sessions/current/tenant', { body: { tenant_id: tenantId } });
    announceSession();
    cache.clear();
    location.assign('/');
  };
}
