/** Live queries in React: the value now and whenever it changes, for as long as the component is on the screen. */
import { useCallback } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { PeyvandError } from '../../shared/base/errors.ts';
import { follow, toPeyvandError } from './follow.ts';
import { methodName } from './methodProxy.ts';
import type { LiveMethod } from './methods.ts';

export interface Live<Value> {
  /** undefined until the first value comes; after a change of input the value before stays until the new one comes. */
  readonly data: Value | undefined;
  /** What the core refused. While there is older data, both are there. */
  readonly error: PeyvandError | null;
  /** True while `data` belongs to the input before. */
  readonly isPrevious: boolean;
  retry(): void;
}

/** What a screen showed is kept for so long after it goes, so that coming back is instant. */
const KEPT_MILLISECONDS = 60_000;

/**
 * Follows one live method of the core: `useLive(core.customers.summary, { customerId })`. The stream ends when the component goes, and
 * opens anew by itself after a lost connection. `enabled: false` waits.
 */
export function useLive<Input, Value>(
  method: LiveMethod<Input, Value>,
  input: Input,
  options: { enabled?: boolean } = {},
): Live<Value> {
  return useLiveAs(method, input, (value) => value, options);
}

/** The same with each value changed on arrival, input in hand. */
export function useLiveAs<Input, Value, Result>(
  method: LiveMethod<Input, Value>,
  input: Input,
  change: (value: Value, input: Input) => Result,
  options: { enabled?: boolean } = {},
): Live<Result> {
  const query = useQuery<Result, Error, Result>({
    queryKey: [methodName(method), input],
    queryFn: ({ client, queryKey, signal }) =>
      follow({
        open: (streamSignal) => method(input, { signal: streamSignal }),
        onValue: (value) => client.setQueryData<Result>(queryKey, () => change(value, input)),
        signal,
      }),
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MILLISECONDS,
  });
  const { refetch } = query;
  const retry = useCallback(() => void refetch(), [refetch]);
  return {
    data: query.data,
    error: query.error ? toPeyvandError(query.error) : null,
    isPrevious: query.isPlaceholderData,
    retry,
  };
}
