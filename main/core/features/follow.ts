/** Streams of small values that have no tables behind them, and the guard of all streams of a session. */
import { createError } from '../../../shared/base/errors.ts';
import type { OpenSession } from '../session/openSession.ts';

export type Stream<Value> = AsyncIteratorObject<Value, void, void>;

/**
 * Yields a value now and after each call of `subscribe`'s listener, as long as it differs (as JSON) from the last one yielded. A slow reader
 * gets the newest value, never a queue. Ends with `return()` or the signal, also while a `next()` waits.
 */
export function followValue<Value>(
  read: () => Value,
  subscribe: (listener: () => void) => () => void,
  signal?: AbortSignal,
): Stream<Value> {
  const ending = new AbortController();
  const ends = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  const values = follow(read, subscribe, ends);
  return endedBy(values, () => ending.abort());
}

async function* follow<Value>(
  read: () => Value,
  subscribe: (listener: () => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<Value, void, void> {
  let wake: () => void = () => {};
  let hasMoved = false;
  const ring = (): void => {
    hasMoved = true;
    wake();
  };
  const unsubscribe = subscribe(ring);
  signal.addEventListener('abort', ring);
  let shown: string | null = null;
  try {
    while (!signal.aborted) {
      hasMoved = false;
      const value = read();
      const text = JSON.stringify(value);
      if (text !== shown) {
        shown = text;
        yield value;
      }
      if (!hasMoved && !signal.aborted) await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    unsubscribe();
    signal.removeEventListener('abort', ring);
  }
}

/** A stream of an open session: when the session ends it fails with `locked`, so that every window knows why nothing comes any more. */
export function whileSessionLasts<Value>(
  session: OpenSession,
  stream: AsyncIterator<Value, void, void>,
): Stream<Value> {
  const { ended } = session;
  let stop: () => void = () => {};
  const locked = (): never => {
    throw createError('locked');
  };
  async function* guarded(): AsyncGenerator<Value, void, void> {
    const onEnd = (): void => stop();
    ended.addEventListener('abort', onEnd, { once: true });
    try {
      for (;;) {
        if (ended.aborted) locked();
        const result = await nextOrEnd();
        if (result === null) return locked();
        if (result.done) return;
        yield result.value;
      }
    } finally {
      ended.removeEventListener('abort', onEnd);
      await stream.return?.();
    }
  }
  /** null when the session ended first; what the source says then (its store is closing) is of no interest. */
  function nextOrEnd(): Promise<IteratorResult<Value, void> | null> {
    return new Promise((resolve, reject) => {
      stop = () => resolve(null);
      stream.next().then(
        (result) => resolve(ended.aborted ? null : result),
        (error: unknown) => (ended.aborted ? resolve(null) : reject(error as Error)),
      );
    });
  }
  return endedBy(guarded(), () => {
    void stream.return?.();
  });
}

/** A generator alone would answer `return()` only after the pending `next()`, which may never come. */
function endedBy<Value>(values: AsyncGenerator<Value, void, void>, end: () => void): Stream<Value> {
  const finish = (): Promise<IteratorResult<Value, void>> => {
    end();
    return values.return();
  };
  return {
    next: () => values.next(),
    return: finish,
    async [Symbol.asyncDispose]() {
      await finish();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
