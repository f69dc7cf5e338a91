/** `/branch` is the branch on its day, `/branch/paper` the paper that people bring back. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { rootRoute } from '../../app/rootRoute.ts';
import { PAPER_KINDS } from './paperRows.ts';

const branchSearch = z.object({ branch: z.uuid().optional().catch(undefined) });
const paperSearch = z.object({
  person: z.uuid().optional().catch(undefined),
  on: z.string().refine(isIsoDate).optional().catch(undefined),
  kind: z.enum(PAPER_KINDS).optional().catch(undefined),
});
export type PaperSearch = z.infer<typeof paperSearch>;

const dayRoute = createRoute({ getParentRoute: () => rootRoute, path: '/branch', validateSearch: branchSearch }).lazy(
  async () => createLazyRoute('/branch')({ component: (await import('./BranchPage.tsx')).BranchPage }),
);
const paperRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/branch/paper',
  validateSearch: paperSearch,
}).lazy(async () => createLazyRoute('/branch/paper')({ component: (await import('./PaperPage.tsx')).PaperPage }));

export const branchRoutes = [dayRoute, paperRoute] as const;
