import { useEffect } from 'react';
import { useRouter } from '@tanstack/react-router';

/** The first page comes first: the program that serves the scripts is reading its records. */
const BEGIN_MILLISECONDS = 1_000;

/** Fetches the scripts of all pages while nobody waits for anything, one after the other, so that the first visit is as quick as the next. */
export function usePreparedPages(): void {
  const router = useRouter();
  useEffect(() => {
    const routes = Object.values(router.routesById);
    let idle = 0;
    const prepareNext = (): void => {
      const route = routes.shift();
      if (!route) return;
      idle = requestIdleCallback(() => {
        const prepared: Promise<unknown> = router.loadRouteChunk(route) ?? Promise.resolve();
        // Whoever opens the page tries again, and is told.
        void prepared.catch(() => undefined).then(prepareNext);
      });
    };
    const begin = setTimeout(prepareNext, BEGIN_MILLISECONDS);
    return () => {
      routes.length = 0;
      clearTimeout(begin);
      cancelIdleCallback(idle);
    };
  }, [router]);
}
