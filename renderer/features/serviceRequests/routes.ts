/** `/service`: requests, with one of them, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readNewRequestSearch, readRequestSearch } from './requestSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/service',
  validateSearch: readRequestSearch,
}).lazy(async () => createLazyRoute('/service')({ component: (await import('./RequestsPage.tsx')).RequestsPage }));
const newRoute = createRoute({
  getParentRoute: () => listRoute,
  path: '/new',
  validateSearch: readNewRequestSearch,
}).lazy(async () =>
  createLazyRoute('/service/new')({ component: (await import('./NewRequestPanel.tsx')).NewRequestPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/service/$id')({ component: (await import('./RequestPanel.tsx')).RequestPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/service/$id/edit')({ component: (await import('./EditRequestPanel.tsx')).EditRequestPanel }),
);

export const serviceRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
