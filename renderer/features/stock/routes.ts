/** `/stock`: what lies where, with one product beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readStockSearch } from './stockSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/stock',
  validateSearch: readStockSearch,
}).lazy(async () => createLazyRoute('/stock')({ component: (await import('./StockPage.tsx')).StockPage }));
const productRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/stock/$id')({ component: (await import('./StockPanel.tsx')).StockPanel }),
);

export const stockRoutes = listRoute.addChildren([productRoute]);
