import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

export const PARKING_VIEWS = ['all', 'mine', 'decisions'] as const;

/** `/parking?show=decisions`: held work; what there is for this person to see is shown unless asked otherwise. */
export const parkingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/parking',
  validateSearch: z.object({ show: z.enum(PARKING_VIEWS).optional().catch(undefined) }),
}).lazy(() => import('./ParkingPage.tsx').then(({ parkingPage }) => parkingPage));

/** `/parking/<hash>`: one held group, beside the list. */
export const heldWorkRoute = createRoute({
  getParentRoute: () => parkingRoute,
  path: '$hash',
}).lazy(() => import('./HeldDetail.tsx').then(({ heldWorkPage }) => heldWorkPage));
