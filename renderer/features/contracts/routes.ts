/** `/contracts` with one contract, or a form, beside the list. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { ContractPanel } from './ContractPanel.tsx';
import { readContractSearch, readNewContractSearch } from './contractSearch.ts';
import { ContractsPage } from './ContractsPage.tsx';
import { EditContractPanel } from './EditContractPanel.tsx';
import { NewContractPanel } from './NewContractPanel.tsx';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/contracts',
  validateSearch: readContractSearch,
  component: ContractsPage,
});
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewContractSearch,
  component: NewContractPanel,
});
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id', component: ContractPanel });
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit', component: EditContractPanel });

export const contractsRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
