/** `/customers` with the record, or a form, beside the list. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { CustomerPanel } from './CustomerPanel.tsx';
import { CustomersPage } from './CustomersPage.tsx';
import { EditCustomerPanel } from './EditCustomerPanel.tsx';
import { NewCustomerPanel } from './NewCustomerPanel.tsx';
import { readCustomerSearch } from './customerSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/customers',
  validateSearch: readCustomerSearch,
  component: CustomersPage,
});
const newRoute = createRoute({ getParentRoute: () => listRoute, path: '/new', component: NewCustomerPanel });
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id', component: CustomerPanel });
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit', component: EditCustomerPanel });

export const customersRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
