import { QueryClient } from '@tanstack/react-query';

/**
 * The cache behind live queries. The core says when something changes and our own code tries again, so everything that guesses is off;
 * and being offline is no reason to wait, since the core is on this machine.
 */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        staleTime: 0,
      },
    },
  });
}
