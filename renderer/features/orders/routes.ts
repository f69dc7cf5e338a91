/** `/orders`, and each order on a page of its own: its lines want the width. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { NewOrderPage } from './NewOrderPage.tsx';
import { OrderPage } from './OrderPage.tsx';
import { readNewOrderSearch, readOrderSearch } from './orderSearch.ts';
import { OrdersPage } from './OrdersPage.tsx';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders',
  validateSearch: readOrderSearch,
  component: OrdersPage,
});
const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/orders/new',
  validateSearch: readNewOrderSearch,
  component: NewOrderPage,
});
const recordRoute = createRoute({ getParentRoute: () => rootRoute, path: '/orders/$id', component: OrderPage });

export const ordersRoutes = [listRoute, newRoute, recordRoute] as const;
