/** `/activities` with one activity, or a new one, beside the list. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { ActivitiesPage } from './ActivitiesPage.tsx';
import { ActivityPanel } from './ActivityPanel.tsx';
import { readActivitySearch, readNewActivitySearch } from './activitySearch.ts';
import { NewActivityPanel } from './NewActivityPanel.tsx';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/activities',
  validateSearch: readActivitySearch,
  component: ActivitiesPage,
});
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new/$kind',
  validateSearch: readNewActivitySearch,
  component: NewActivityPanel,
});
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id', component: ActivityPanel });

export const activitiesRoutes = listRoute.addChildren([newRoute, recordRoute]);
