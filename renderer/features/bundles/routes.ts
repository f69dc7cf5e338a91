import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';

export const bundlesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/bundles' }).lazy(async () =>
  createLazyRoute('/bundles')({ component: (await import('./BundlesPage.tsx')).BundlesPage }),
);
