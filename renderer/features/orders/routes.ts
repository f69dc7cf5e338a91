/** `/orders`, and each order on a page of its own: its lines want the width. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readNewOrderSearch, readOrderSearch } from './orderSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders',
  validateSearch: readOrderSearch,
}).lazy(async () => createLazyRoute('/orders')({ component: (await import('./OrdersPage.tsx')).OrdersPage }));
const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders/new',
  validateSearch: readNewOrderSearch,
}).lazy(async () => createLazyRoute('/orders/new')({ component: (await import('./NewOrderPage.tsx')).NewOrderPage }));
const recordRoute = createRoute({ getParentRoute: () => rootRoute, path: '/orders/$id' }).lazy(async () =>
  createLazyRoute('/orders/$id')({ component: (await import('./OrderPage.tsx')).OrderPage }),
);

const newQuoteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/quotes/new',
  validateSearch: readNewOrderSearch,
}).lazy(async () => createLazyRoute('/quotes/new')({ component: (await import('./NewOrderPage.tsx')).NewQuotePage }));

export const ordersRoutes = [listRoute, newRoute, recordRoute, newQuoteRoute] as const;
