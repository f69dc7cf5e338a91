/** `/receipts`: the list and the register of cheques; a receipt that is recorded; a customer's statement. One receipt opens as every sales document does. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readNewReceiptSearch, readReceiptSearch, readStatementSearch } from './receiptSearch.ts';

const listRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receipts',
  validateSearch: readReceiptSearch,
}).lazy(async () => createLazyRoute('/receipts')({ component: (await import('./ReceiptsPage.tsx')).ReceiptsPage }));
const newRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/receipts/new',
  validateSearch: readNewReceiptSearch,
}).lazy(async () =>
  createLazyRoute('/receipts/new')({ component: (await import('./NewReceiptPage.tsx')).NewReceiptPage }),
);
const statementRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/statements/$id',
  validateSearch: readStatementSearch,
}).lazy(async () =>
  createLazyRoute('/statements/$id')({ component: (await import('./StatementPage.tsx')).StatementPage }),
);

export const receiptsRoutes = [listRoute, newRoute, statementRoute] as const;
