import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { rootRoute } from '../../app/rootRoute.ts';

const searchSchema = z.object({ search: z.string().max(100).optional().catch(undefined) });

/** `/people?search=…`: who works here, and their accounts. */
const peopleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/people',
  validateSearch: searchSchema,
}).lazy(() => import('./PeoplePage.tsx').then(({ peoplePage }) => peoplePage));

/** `/people/<id>`: one of them, beside the list; the list itself shows them. */
const personRoute = createRoute({ getParentRoute: () => peopleRoute, path: '$person' });

/** `/roles`: what each role may do. */
const rolesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/roles' }).lazy(() =>
  import('./RolesPage.tsx').then(({ rolesPage }) => rolesPage),
);

/** `/branches`: branches, territories and places of stock. */
const placesRoute = createRoute({ getParentRoute: () => rootRoute, path: '/branches' }).lazy(() =>
  import('./PlacesPage.tsx').then(({ placesPage }) => placesPage),
);

/** `/branches/<id>`: one of them, beside the list; the list itself shows it. */
const placeRoute = createRoute({ getParentRoute: () => placesRoute, path: '$place' });

/** `/devices?search=…`: the machines that were enrolled. */
const devicesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/devices',
  validateSearch: searchSchema,
}).lazy(() => import('./DevicesPage.tsx').then(({ devicesPage }) => devicesPage));

/** `/devices/<id>`: one of them, beside the list. */
const deviceRoute = createRoute({ getParentRoute: () => devicesRoute, path: '$device' }).lazy(() =>
  import('./DevicePanel.tsx').then(({ devicePanel }) => devicePanel),
);

/** `/audit?person=…`: what was done. */
const auditRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/audit',
  validateSearch: z.object({
    person: z.uuid().optional().catch(undefined),
    actions: z.array(z.string()).optional().catch(undefined),
    from: z.iso.date().optional().catch(undefined),
    until: z.iso.date().optional().catch(undefined),
  }),
}).lazy(() => import('./AuditPage.tsx').then(({ auditPage }) => auditPage));

export const administrationRoutes = [
  peopleRoute.addChildren([personRoute]),
  rolesRoute,
  placesRoute.addChildren([placeRoute]),
  devicesRoute.addChildren([deviceRoute]),
  auditRoute,
];
