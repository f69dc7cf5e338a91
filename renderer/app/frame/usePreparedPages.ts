import { useEffect } from 'react';
import { useRouter } from '@tanstack/react-router';
import { useConnectionState } from '../../data/CoreProvider.tsx';

/** The first page comes first: the program that serves the scripts is reading its records. */
const BEGIN_MILLISECONDS = 1_000;

/**
 * Fetches the scripts of all pages while nobody waits for anything, one after the other, so that the first visit is as quick as the next.
 * Only while the program that serves them is there: Chromium never asks again for a script that it could not get.
 */
export function usePreparedPages(): void {
  const router = useRouter();
  const isConnected = useConnectionState() === 'connected';
  useEffect(() => {
    if (!isConnected) return;
    const routes = Object.values(router.routesById);
    let idle = 0;
    const prepareNext = (): void => {
      const route = routes.shift();
      if (!route) return;
      idle = requestIdleCallback(() => {
        const prepared: Promise<unknown> = router.loadRouteChunk(route) ?? Promise.resolve();
        // After a failure the others are left alone. Whoever opens that page is told, and offered to load the window anew.
        void prepared.then(prepareNext, () => undefined);
      });
    };
    const begin = setTimeout(prepareNext, BEGIN_MILLISECONDS);
    return () => {
      routes.length = 0;
      clearTimeout(begin);
      cancelIdleCallback(idle);
    };
  }, [router, isConnected]);
}
