import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

export const bundlesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/bundles',
  // A file that was opened from the desktop: the id by which the shell hands it over, and its name.
  validateSearch: z.object({
    offered: z.string().max(64).optional().catch(undefined),
    name: z.string().max(255).optional().catch(undefined),
  }),
}).lazy(async () => createLazyRoute('/bundles')({ component: (await import('./BundlesPage.tsx')).BundlesPage }));
