import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

/** `/reviews?show=decided`: the list; what waits is shown unless asked otherwise. */
export const reviewsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reviews',
  validateSearch: z.object({ show: z.enum(['open', 'decided']).optional().catch(undefined) }),
}).lazy(() => import('./ReviewsPage.tsx').then(({ reviewsPage }) => reviewsPage));

/** `/reviews/<id>`: one clash, beside the list. */
export const reviewRoute = createRoute({
  getParentRoute: () => reviewsRoute,
  path: '$reviewId',
}).lazy(() => import('./ReviewDetail.tsx').then(({ reviewPage }) => reviewPage));
