import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

export const WATCH_VIEWS = ['findings', 'exports', 'people', 'decoys', 'lookUp'] as const;

/** `/watch?show=decoys`: what was noticed, who may export, and decoys. */
export const watchRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/watch',
  validateSearch: z.object({ show: z.enum(WATCH_VIEWS).optional().catch(undefined) }),
}).lazy(() => import('./WatchPage.tsx').then(({ watchPage }) => watchPage));
