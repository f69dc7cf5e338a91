import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';

export const securityRoute = createRoute({ getParentRoute: () => rootRoute, path: '/security' }).lazy(() =>
  import('./SecurityPage.tsx').then(({ securityPage }) => securityPage),
);
