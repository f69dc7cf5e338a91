/** What only the server knows: asked when the page opens, and again while it is on the screen. Nothing of it is kept here. */
import { useCallback } from 'react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { toPeyvandError } from '../../data/follow.ts';
import { methodName } from '../../data/methodProxy.ts';
import type { Method } from '../../data/methods.ts';

const AGAIN_MILLISECONDS = 20_000;
/** Somebody else's held work does not stay in this window after its page is gone. */
const KEPT_MILLISECONDS = 10_000;

export interface ServerAnswer<Value> {
  /** undefined until the first answer; while the line is gone the last one stays. */
  readonly data: Value | undefined;
  readonly error: PeyvandError | null;
  retry(): void;
}

export function useServerAnswer<Input, Value>(
  method: Method<Input, Value>,
  input: Input,
  options: { enabled?: boolean } = {},
): ServerAnswer<Value> {
  const { data, error, refetch } = useQuery({
    queryKey: [methodName(method), input],
    queryFn: async ({ signal }) => method(input, { signal }),
    enabled: options.enabled ?? true,
    gcTime: KEPT_MILLISECONDS,
    refetchInterval: AGAIN_MILLISECONDS,
  });
  const retry = useCallback(() => void refetch(), [refetch]);
  return { data, error: error ? toPeyvandError(error) : null, retry };
}

/** Asks anew what the methods have on the screen. */
export function useAskAgain(): (...methods: readonly object[]) => void {
  const client = useQueryClient();
  return useCallback(
    (...methods) => {
      for (const method of methods) void client.invalidateQueries({ queryKey: [methodName(method)] });
    },
    [client],
  );
}
