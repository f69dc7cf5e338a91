/** `/activities` with one activity, or a new one, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readActivitySearch, readNewActivitySearch } from './activitySearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activities',
  validateSearch: readActivitySearch,
}).lazy(async () =>
  createLazyRoute('/activities')({ component: (await import('./ActivitiesPage.tsx')).ActivitiesPage }),
);
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new/$kind',
  validateSearch: readNewActivitySearch,
}).lazy(async () =>
  createLazyRoute('/activities/new/$kind')({ component: (await import('./NewActivityPanel.tsx')).NewActivityPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/activities/$id')({ component: (await import('./ActivityPanel.tsx')).ActivityPanel }),
);

export const activitiesRoutes = listRoute.addChildren([newRoute, recordRoute]);
