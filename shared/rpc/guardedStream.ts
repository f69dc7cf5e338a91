import { AsyncIteratorClass } from '@orpc/client';

/**
 * A stream on its way to the wire: its errors in the wire's form, and an end that comes at once when the window goes, also
 * while the source is busy or silent. The source is told by `return`, once, unless it ended by itself.
 */
export function createGuardedStream(
  source: AsyncIterator<unknown, unknown>,
  signal: AbortSignal | undefined,
  toWireError: (thrown: unknown) => Error,
): AsyncIteratorClass<unknown> {
  let sourceEnded = false;
  let stopWaiting: (() => void) | null = null;
  signal?.addEventListener('abort', () => stopWaiting?.(), { once: true });

  async function nextOfSource(): Promise<IteratorResult<unknown>> {
    try {
      const result = await source.next();
      sourceEnded ||= result.done === true;
      return result;
    } catch (error) {
      sourceEnded = true;
      throw toWireError(error);
    }
  }

  return new AsyncIteratorClass<unknown>(
    // Not Promise.race: with a promise that lives as long as the stream it would keep every result ever raced.
    () =>
      new Promise((resolve, reject) => {
        stopWaiting = () => resolve({ done: true, value: undefined });
        if (signal?.aborted) stopWaiting();
        else nextOfSource().then(resolve, reject);
      }),
    () => {
      if (!sourceEnded) {
        sourceEnded = true;
        // A generator that waits for something answers `return` only afterwards: nobody waits for that here.
        void Promise.resolve(source.return?.()).catch(() => {});
      }
      return Promise.resolve();
    },
  );
}

export function isAsyncIterator(output: unknown): output is AsyncIterator<unknown, unknown> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;
}
