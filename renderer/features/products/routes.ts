/** `/products`, to read. */
import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { ProductPanel } from './ProductPanel.tsx';
import { ProductsPage } from './ProductsPage.tsx';
import { readProductSearch } from './productSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/products',
  validateSearch: readProductSearch,
  component: ProductsPage,
});
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id', component: ProductPanel });

export const productsRoutes = listRoute.addChildren([recordRoute]);
