/** Addresses: every page of every feature, fetched when it is first visited. */
import { createBrowserRouter, type RouteObject } from 'react-router';
import { Problem } from '../api/problem.ts';
import { Broken, Missing } from '../ui/states.tsx';
import { Splash } from '../ui/Splash.tsx';
import { PageFrame } from './PageFrame.tsx';
import { type Page, PAGES, type Realm } from './pages.ts';

function routeOf(page: Page): RouteObject {
  return {
    path: page.path,
    handle: page,
    lazy: async () => {
      const { Component } = await load(page);
      return {
        element: (
          <PageFrame page={page}>
            <Component />
          </PageFrame>
        ),
      };
    },
    errorElement: <Broken />,
  };
}

const RELOADED = 'aftersales.reloaded';

/** A page whose code is gone was replaced by a newer release: load that, once. */
async function load(page: Page): ReturnType<Page['load']> {
  try {
    const loaded = await page.load();
    sessionStorage.removeItem(RELOADED);
    return loaded;
  } catch (error) {
    if (!sessionStorage.getItem(RELOADED)) {
      sessionStorage.setItem(RELOADED, '1');
      location.reload();
    }
    throw new Problem(0, { detail: String(error) });
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
