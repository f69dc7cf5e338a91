/** Every page of the window and its address. Features bring their routes; this file only gathers them. */
import { createHashHistory, createRoute, createRouter } from '@tanstack/react-router';
import { activitiesRoutes } from '../features/activities/routes.ts';
import { administrationRoutes } from '../features/administration/routes.ts';
import { approvalsRoute } from '../features/approvals/routes.ts';
import { equipmentRoutes } from '../features/assets/routes.ts';
import { branchRoutes } from '../features/branch/routes.ts';
import { bundlesRoute } from '../features/bundles/routes.ts';
import { companyRoute } from '../features/company/routes.ts';
import { contractsRoutes } from '../features/contracts/routes.ts';
import { channelRoute, customerSetupRoute, customersRoutes } from '../features/customers/routes.ts';
import { dayRoutes } from '../features/day/routes.ts';
import { dayEndRoutes } from '../features/dayEnd/routes.ts';
import { documentsRoute } from '../features/documents/routes.ts';
import { importsRoute } from '../features/imports/routes.ts';
import { insightsRoute } from '../features/insights/routes.ts';
import { opportunitiesRoutes, pipelinesRoute } from '../features/opportunities/routes.ts';
import { ordersRoutes } from '../features/orders/routes.ts';
import { heldWorkRoute, parkingRoute } from '../features/parking/routes.ts';
import { pricesRoutes } from '../features/pricing/routes.ts';
import { causesRoute } from '../features/quality/routes.ts';
import { receiptsRoutes } from '../features/receipts/routes.ts';
import { productsRoutes } from '../features/products/routes.ts';
import { reviewRoute, reviewsRoute } from '../features/reviews/routes.ts';
import { securityRoute } from '../features/security/routes.ts';
import { serviceRoutes } from '../features/serviceRequests/routes.ts';
import { settingsRoute } from '../features/settings/routes.ts';
import { stockRoutes } from '../features/stock/routes.ts';
import { watchRoute } from '../features/watch/routes.ts';
import { HomePage } from './HomePage.tsx';
import { rootRoute } from './rootRoute.ts';

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  component: HomePage,
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  customersRoutes,
  channelRoute,
  customerSetupRoute,
  ...ordersRoutes,
  documentsRoute,
  ...receiptsRoutes,
  contractsRoutes,
  serviceRoutes,
  equipmentRoutes,
  activitiesRoutes,
  opportunitiesRoutes,
  insightsRoute,
  causesRoute,
  pipelinesRoute,
  productsRoutes,
  stockRoutes,
  pricesRoutes,
  importsRoute,
  bundlesRoute,
  ...dayRoutes,
  ...dayEndRoutes,
  ...branchRoutes,
  reviewsRoute.addChildren([reviewRoute]),
  approvalsRoute,
  parkingRoute.addChildren([heldWorkRoute]),
  ...administrationRoutes,
  companyRoute,
  watchRoute,
  securityRoute,
  settingsRoute,
]);

/** Addresses live behind `#`, so that every host can serve them from one file and a page survives reload and a second window. */
export const router = createRouter({
  routeTree,
  history: createHashHistory(),
  defaultPreload: 'intent',
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
