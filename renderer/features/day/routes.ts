/** `/today` (any day of it), `/calendar`, and `/visit-plans` with one plan, or a new one, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readCalendarSearch, readDaySearch } from './daySearch.ts';

const todayRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/today',
  validateSearch: readDaySearch,
}).lazy(async () => createLazyRoute('/today')({ component: (await import('./TodayPage.tsx')).TodayPage }));

const calendarRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/calendar',
  validateSearch: readCalendarSearch,
}).lazy(async () => createLazyRoute('/calendar')({ component: (await import('./CalendarPage.tsx')).CalendarPage }));

const plansRoute = createRoute({ getParentRoute: () => rootRoute, path: '/visit-plans' }).lazy(async () =>
  createLazyRoute('/visit-plans')({ component: (await import('./PlansPage.tsx')).PlansPage }),
);
const newPlanRoute = createRoute({ getParentRoute: () => plansRoute, path: '/new' }).lazy(async () =>
  createLazyRoute('/visit-plans/new')({ component: (await import('./PlanPanels.tsx')).NewPlanPanel }),
);
const planRoute = createRoute({ getParentRoute: () => plansRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/visit-plans/$id')({ component: (await import('./PlanPanels.tsx')).PlanPanel }),
);

export const dayRoutes = [todayRoute, calendarRoute, plansRoute.addChildren([newPlanRoute, planRoute])];
