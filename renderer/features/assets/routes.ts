/** `/equipment` with one machine, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readEquipmentSearch, readNewEquipmentSearch } from './assetSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/equipment',
  validateSearch: readEquipmentSearch,
}).lazy(async () => createLazyRoute('/equipment')({ component: (await import('./EquipmentPage.tsx')).EquipmentPage }));
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewEquipmentSearch,
}).lazy(async () =>
  createLazyRoute('/equipment/new')({ component: (await import('./NewEquipmentPanel.tsx')).NewEquipmentPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/equipment/$id')({ component: (await import('./EquipmentPanel.tsx')).EquipmentPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/equipment/$id/edit')({ component: (await import('./EditEquipmentPanel.tsx')).EditEquipmentPanel }),
);

export const equipmentRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
