/** `/contracts` with one contract, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readContractSearch, readNewContractSearch } from './contractSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contracts',
  validateSearch: readContractSearch,
}).lazy(async () => createLazyRoute('/contracts')({ component: (await import('./ContractsPage.tsx')).ContractsPage }));
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewContractSearch,
}).lazy(async () =>
  createLazyRoute('/contracts/new')({ component: (await import('./NewContractPanel.tsx')).NewContractPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/contracts/$id')({ component: (await import('./ContractPanel.tsx')).ContractPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/contracts/$id/edit')({ component: (await import('./EditContractPanel.tsx')).EditContractPanel }),
);

export const contractsRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
