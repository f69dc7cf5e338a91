import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { readImportSearch } from './importSearch.ts';

export const importsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/imports',
  validateSearch: readImportSearch,
}).lazy(async () => createLazyRoute('/imports')({ component: (await import('./ImportPage.tsx')).ImportPage }));
