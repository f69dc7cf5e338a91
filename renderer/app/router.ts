/** Every page of the window and its address. Features bring their routes; this file only gathers them. */
import { createHashHistory, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { reviewRoute, reviewsRoute } from '../features/reviews/routes.ts';
import { settingsRoute } from '../features/settings/routes.ts';
import { HOME } from './home.ts';
import { rootRoute } from './rootRoute.ts';

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => redirect({ to: HOME, throw: true }),
});

const routeTree = rootRoute.addChildren([indexRoute, reviewsRoute.addChildren([reviewRoute]), settingsRoute]);

/** Addresses live behind `#`, so that every host can serve them from one file and a page survives reload and a second window. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
