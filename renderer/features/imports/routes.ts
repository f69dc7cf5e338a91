import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';

export const importsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/imports' }).lazy(async () =>
  createLazyRoute('/imports')({ component: (await import('./ImportPage.tsx')).ImportPage }),
);
