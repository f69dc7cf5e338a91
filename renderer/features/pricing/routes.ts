/** `/prices`: price lists and promotions, with one of them, or a form, beside the list. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readPricesSearch } from './pricingSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/prices',
  validateSearch: readPricesSearch,
}).lazy(async () => createLazyRoute('/prices')({ component: (await import('./PricesPage.tsx')).PricesPage }));
const newRoute = createRoute({ getParentRoute: () => listRoute, path: '/new' }).lazy(async () =>
  createLazyRoute('/prices/new')({ component: (await import('./NewPricingPanel.tsx')).NewPricingPanel }),
);
const recordRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id' }).lazy(async () =>
  createLazyRoute('/prices/$id')({ component: (await import('./PricingPanel.tsx')).PricingPanel }),
);
const editRoute = createRoute({ getParentRoute: () => listRoute, path: '/$id/edit' }).lazy(async () =>
  createLazyRoute('/prices/$id/edit')({ component: (await import('./EditPricingPanel.tsx')).EditPricingPanel }),
);

export const pricesRoutes = listRoute.addChildren([newRoute, recordRoute, editRoute]);
