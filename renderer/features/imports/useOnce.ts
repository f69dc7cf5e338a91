import { useQuery } from '@tanstack/react-query';
import { methodName } from '../../data/methodProxy.ts';
import type { Method } from '../../data/methods.ts';

/** What never changes while the window is open: asked once. */
export function useOnce<Output>(method: Method<undefined, Output>): Output | undefined {
  return useQuery({
    queryKey: ['once', methodName(method)],
    queryFn: async () => await method(undefined),
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
}
