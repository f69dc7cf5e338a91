import { createRootRoute } from '@tanstack/react-router';
import { Frame } from './frame/Frame.tsx';
import { NotFoundPage, PageCrash } from './frame/PageFailure.tsx';

/** The frame around every page. Features hang their routes below it: `getParentRoute: () => rootRoute`. */
export const rootRoute = createRootRoute({
  component: Frame,
  notFoundComponent: NotFoundPage,
  errorComponent: PageCrash,
});
