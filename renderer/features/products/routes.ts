/** `/products` with the record, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readProductSearch } from './productSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/products',
  validateSearch: readProductSearch,
}).lazy(async () => createLazyRoute('/products')({ component: (await import('./ProductsPage.tsx')).ProductsPage }));
const newRoute = createRoute({ getParentRoute: () => listRoute, path: '/new' }).lazy(async () =>
  createLazyRoute('/products/new')({ component: (await import('./NewProductPanel.tsx')).NewProductPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/products/$id')({ component: (await import('./ProductPanel.tsx')).ProductPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/products/$id/edit')({ component: (await import('./EditProductPanel.tsx')).EditProductPanel }),
);

export const productsRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
