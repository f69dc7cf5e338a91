/** `/causes`: why machines failed, why customers complained, why goods came back. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readCauseSearch } from './causeSearch.ts';

export const causesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/causes',
  validateSearch: readCauseSearch,
}).lazy(async () => createLazyRoute('/causes')({ component: (await import('./CausesPage.tsx')).CausesPage }));
