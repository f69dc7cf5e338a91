/** `/day-end` is the run itself; `/day-end/<receipt>` one receipt that is kept here. */
import { createLazyRoute, createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { rootRoute } from '../../app/rootRoute.ts';

const searchSchema = z.object({
  day: z.string().refine(isIsoDate).optional().catch(undefined),
  of: z.enum(['person', 'branch']).optional().catch(undefined),
});

const runRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/day-end',
  validateSearch: searchSchema,
}).lazy(async () => createLazyRoute('/day-end')({ component: (await import('./DayEndPage.tsx')).DayEndPage }));
const receiptRoute = createRoute({ getParentRoute: () => rootRoute, path: '/day-end/$id' }).lazy(async () =>
  createLazyRoute('/day-end/$id')({ component: (await import('./ReceiptPage.tsx')).ReceiptPage }),
);

export const dayEndRoutes = [runRoute, receiptRoute] as const;
