/** Views of a list, kept by the platform: their own and their organisation's, and what is done with them. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { api, ifMatch, newKey, remote, type Schemas } from '../api/client.ts';
import { Problem } from '../api/problem.ts';
import { useWords } from '../app/language.ts';
import { useSession } from '../app/session.tsx';
import { forget, useAct } from './act.ts';
import { words } from './words.views.ts';

export type View = Schemas['View'];
type New = Omit<Schemas['NewView'], 'page'>;
type Changed = Schemas['ChangedView'];

const ADDRESS = '/v1/views';
const MOST = 200;
const NONE: readonly View[] = [];

/** The views of a page that somebody sees; none for an operator who looks on. */
export function useViews(page: string): { views: readonly View[]; isKnown: boolean } {
  const { me } = useSession();
  const params = { query: { page, limit: MOST } };
  const asked = remote.useQuery('get', ADDRESS, { params }, { enabled: !me.looks_until, staleTime: 60_000 });
  return { views: asked.data?.items ?? NONE, isKnown: asked.isSuccess };
}

/** Keep one more. */
export function useKeepView(page: string, then: () => void) {
  const t = useWords(words);
  return useAct({
    run: (view: New) =>
      api.POST(ADDRESS, { params: { header: { 'Idempotency-Key': newKey() } }, body: { ...view, page } }),
    done: t('kept'),
    changes: [ADDRESS],
    then,
  });
}

/** Change one: its name, what it shows, who sees it. */
export function useChangeView(done: string, then?: () => void) {
  return useAct({
    run: ({ view, ...body }: Changed & { view: View }) =>
      api.PATCH('/v1/views/{view_id}', {
        params: { path: { view_id: view.id }, header: ifMatch(view.version) },
        body,
      }),
    done,
    changes: [ADDRESS],
    ...(then ? { then } : {}),
  });
}

/** Take one away. */
export function useRemoveView() {
  const t = useWords(words);
  return useAct({
    run: (view: View) =>
      api.DELETE('/v1/views/{view_id}', { params: { path: { view_id: view.id }, header: ifMatch(view.version) } }),
    done: t('removed'),
    changes: [ADDRESS],
  });
}

/** Open the page with one from now on, or no longer. */
export function useDefaultView() {
  const t = useWords(words);
  return useAct({
    run: async (view: View) => {
      const path = { view_id: view.id };
      if (view.is_default) await api.DELETE('/v1/views/{view_id}/default', { params: { path } });
      else {
        await api.POST('/v1/views/{view_id}/default', { params: { path, header: { 'Idempotency-Key': newKey() } } });
      }
      return view.is_default;
    },
    done: (was) => t(was ? 'defaultEnded' : 'defaultDone'),
    changes: [ADDRESS],
  });
}

/** Begin with the default view, once, where the address asks for nothing else. */
export function useDefaultFirst(views: readonly View[], isKnown: boolean, apply: (view: View) => void): void {
  const [params] = useSearchParams();
  const isFree = useRef(params.size === 0);
  const isEmpty = params.size === 0;
  useEffect(() => {
    if (!isKnown) return;
    const first = views.find((one) => one.is_default);
    const isStill = isFree.current && isEmpty;
    isFree.current = false;
    if (first && isStill) apply(first);
  }, [views, isKnown, isEmpty, apply]);
}

interface Former {
  readonly name: string;
  readonly query: string;
}

function formerAt(place: string): Former[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]');
    return Array.isArray(kept) ? (kept as Former[]) : [];
  } catch {
    return [];
  }
}

/** Views that this browser kept by itself move to the platform, once; what is refused stays where it is. */
export function useMoveFormer(page: string, isKnown: boolean): void {
  const { me } = useSession();
  const cache = useQueryClient();
  const hasBegun = useRef(false);
  const place = `aftersales.views.${page}.${me.tenant_id}.${me.id}`;
  useEffect(() => {
    const former = formerAt(place);
    if (!isKnown || hasBegun.current || !former.length) return;
    hasBegun.current = true;
    void moved(page, former).then((left) => {
      if (left.length) localStorage.setItem(place, JSON.stringify(left));
      else localStorage.removeItem(place);
      forget(cache, [ADDRESS]);
    });
  }, [page, place, isKnown, cache]);
}

async function moved(page: string, former: readonly Former[]): Promise<Former[]> {
  const left: Former[] = [];
  for (const { name, query } of former) {
    try {
      await api.POST(ADDRESS, {
        params: { header: { 'Idempotency-Key': newKey() } },
        body: { page, name, query, columns: [], is_shared: false, is_default: false },
      });
    } catch (error) {
      const isThere = error instanceof Problem && error.code === 'view_name_taken';
      if (!isThere) left.push({ name, query });
    }
  }
  return left;
}
