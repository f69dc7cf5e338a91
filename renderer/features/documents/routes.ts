/** `/documents`: quotes, deliveries, invoices and returns. Each has its page where orders have theirs: `/orders/$id`. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readDocumentSearch } from './documentSearch.ts';

export const documentsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/documents',
  validateSearch: readDocumentSearch,
}).lazy(async () => createLazyRoute('/documents')({ component: (await import('./DocumentsPage.tsx')).DocumentsPage }));
