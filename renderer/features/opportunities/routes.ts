/** `/opportunities`: the pipeline, with one opportunity beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readNewOpportunitySearch, readOpportunitySearch } from './opportunitySearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/opportunities',
  validateSearch: readOpportunitySearch,
}).lazy(async () =>
  createLazyRoute('/opportunities')({ component: (await import('./OpportunitiesPage.tsx')).OpportunitiesPage }),
);
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewOpportunitySearch,
}).lazy(async () =>
  createLazyRoute('/opportunities/new')({ component: (await import('./NewOpportunityPanel.tsx')).NewOpportunityPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/opportunities/$id')({ component: (await import('./OpportunityPanel.tsx')).OpportunityPanel }),
);

export const opportunitiesRoutes = listRoute.addChildren([newRoute, recordRoute]);

/** `/pipelines`: how deals go in this company. */
export const pipelinesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/pipelines' }).lazy(async () =>
  createLazyRoute('/pipelines')({ component: (await import('./PipelinesPage.tsx')).PipelinesPage }),
);
