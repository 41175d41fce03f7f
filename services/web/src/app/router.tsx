/** Addresses: every page of every feature, fetched when it is first visited. */
import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Problem } from '../api/problem.ts';
import { Broken, Missing } from '../ui/states.tsx';
import { Splash } from '../ui/Splash.tsx';
import { Later } from './Later.tsx';
import { PageFrame } from './PageFrame.tsx';
import { type Page, PAGES, type Realm } from './pages.ts';

function routeOf(page: Page): RouteObject {
  return {
    path: page.path,
    handle: page,
    lazy: async () => {
      const framed = (Found: ComponentType) => (
        <PageFrame page={page}>
          <Found />
        </PageFrame>
      );
      const again = () => load(page);
      return again().then(
        ({ Component }) => ({ element: framed(Component) }),
        (error: unknown) => ({
          element: (
            <Later error={error} load={again}>
              {framed}
            </Later>
          ),
        }),
      );
    },
    errorElement: <Broken />,
  };
}

const RELOADED = 'aftersales.reloaded';

async function isReachable(): Promise<boolean> {
  return fetch('/', { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** A page whose code is gone was replaced by a newer release: load that, once. One that the network kept back is not. */
async function load(page: Page): ReturnType<Page['load']> {
  try {
    const loaded = await page.load();
    sessionStorage.removeItem(RELOADED);
    return loaded;
  } catch (error) {
    if (!(await isReachable())) throw new Problem(0, {});
    if (!sessionStorage.getItem(RELOADED)) {
      sessionStorage.setItem(RELOADED, '1');
      location.reload();
    }
    throw error;
  }
}

const of = (realm: Realm): RouteObject[] => PAGES.filter((page) => (page.realm ?? 'people') === realm).map(routeOf);

/** The router of the whole console. */
export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: Broken,
    children: [
      { lazy: async () => ({ Component: (await import('./PublicFrame.tsx')).PublicFrame }), children: of('public') },
      {
        lazy: async () => ({ Component: (await import('./OperatorFrame.tsx')).OperatorFrame }),
        children: of('operator'),
      },
      {
        lazy: async () => ({ Component: (await import('./Shell.tsx')).Shell }),
        children: [...of('people'), { path: '*', Component: Missing }],
      },
    ],
  },
]);
