/** `/customers` with the record, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readCustomerSearch } from './customerSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/customers',
  validateSearch: readCustomerSearch,
}).lazy(async () => createLazyRoute('/customers')({ component: (await import('./CustomersPage.tsx')).CustomersPage }));
const newRoute = createRoute({ getParentRoute: () => listRoute, path: '/new' }).lazy(async () =>
  createLazyRoute('/customers/new')({ component: (await import('./NewCustomerPanel.tsx')).NewCustomerPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/customers/$id')({ component: (await import('./CustomerPanel.tsx')).CustomerPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/customers/$id/edit')({ component: (await import('./EditCustomerPanel.tsx')).EditCustomerPanel }),
);

export const customersRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);

export const channelRoute = createRoute({ getParentRoute: () => rootRoute, path: '/channel' }).lazy(
  async () => (await import('./ChannelPage.tsx')).channelPage,
);
export const customerSetupRoute = createRoute({ getParentRoute: () => rootRoute, path: '/customer-fields' }).lazy(
  async () => (await import('./SetupPage.tsx')).setupPage,
);
