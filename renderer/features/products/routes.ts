/** `/products`, to read. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readProductSearch } from './productSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/products',
  validateSearch: readProductSearch,
}).lazy(async () => createLazyRoute('/products')({ component: (await import('./ProductsPage.tsx')).ProductsPage }));
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/products/$id')({ component: (await import('./ProductPanel.tsx')).ProductPanel }),
);

export const productsRoutes = listRoute.addChildren([recordRoute]);
