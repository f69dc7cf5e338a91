/** `/insights`: what was won and sold, by whom, where and to whom. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readInsightSearch } from './insightSearch.ts';

export const insightsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/insights',
  validateSearch: readInsightSearch,
}).lazy(async () => createLazyRoute('/insights')({ component: (await import('./InsightsPage.tsx')).InsightsPage }));
