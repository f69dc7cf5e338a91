import { isPeyvandError, createError, type PeyvandError } from '../../shared/base/errors.ts';
import { backOffMilliseconds, pause } from './backOff.ts';

interface FollowOptions<Value> {
  open(signal: AbortSignal): PromiseLike<AsyncIterator<Value>>;
  onValue(value: Value): void;
  signal: AbortSignal;
}

/**
 * Follows a live query until the signal aborts: opens the stream, hands on each value, and opens it anew with back-off when the connection
 * is lost or the stream ends. Rejects with what the core refused (not found, no permission…), which trying again would not change.
 */
export async function follow<Value>({ open, onValue, signal }: FollowOptions<Value>): Promise<never> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const stream = await open(signal);
      const stop = (): void => void stream.return?.();
      signal.addEventListener('abort', stop, { once: true });
      try {
        for (let next = await stream.next(); next.done !== true && !signal.aborted; next = await stream.next()) {
          attempt = 0;
          onValue(next.value);
        }
      } finally {
        signal.removeEventListener('abort', stop);
        stop();
      }
    } catch (error) {
      if (!isTransient(toPeyvandError(error))) throw toPeyvandError(error);
    }
    if (!signal.aborted) await pause(backOffMilliseconds(attempt), signal);
    if (signal.aborted) throw createError('cancelled');
  }
}

export function toPeyvandError(error: unknown): PeyvandError {
  return isPeyvandError(error) ? error : createError('internal', {}, error);
}

function isTransient({ code }: PeyvandError): boolean {
  return code === 'core_unreachable' || code === 'cancelled';
}
