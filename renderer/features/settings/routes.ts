import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';

export const settingsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/settings' }).lazy(() =>
  import('./SettingsPage.tsx').then(({ settingsPage }) => settingsPage),
);
