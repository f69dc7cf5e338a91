import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

/** `/approvals?show=mine`: what waits for this person is shown unless asked otherwise. */
export const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/approvals',
  validateSearch: z.object({ show: z.enum(['mine']).optional().catch(undefined) }),
}).lazy(() => import('./ApprovalsPage.tsx').then(({ approvalsPage }) => approvalsPage));
