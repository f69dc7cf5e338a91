import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

/** `/company?edit=hours`: what holds for everybody; `edit` is a section, or `limits/<role or person>`. */
export const companyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/company',
  validateSearch: z.object({ edit: z.string().max(100).optional().catch(undefined) }),
}).lazy(() => import('./CompanyPage.tsx').then(({ companyPage }) => companyPage));
