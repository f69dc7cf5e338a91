import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../app/rootRoute.ts';
import { ImportPage } from './ImportPage.tsx';

export const importsRoute = createRoute({ getParentRoute: () => rootRoute, path: '/imports', component: ImportPage });
