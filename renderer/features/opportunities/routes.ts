/** `/opportunities`: the pipeline, with one opportunity beside the list. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { NewOpportunityPanel } from './NewOpportunityPanel.tsx';
import { OpportunitiesPage } from './OpportunitiesPage.tsx';
import { OpportunityPanel } from './OpportunityPanel.tsx';
import { readNewOpportunitySearch, readOpportunitySearch } from './opportunitySearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/opportunities',
  validateSearch: readOpportunitySearch,
  component: OpportunitiesPage,
});
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewOpportunitySearch,
  component: NewOpportunityPanel,
});
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id', component: OpportunityPanel });

export const opportunitiesRoutes = listRoute.addChildren([newRoute, recordRoute]);
