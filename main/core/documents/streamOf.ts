import type { Observable } from 'rxjs';

export interface StreamSource<Value, Shown> {
  readonly open: () => Promise<Observable<Value>>;
  readonly begin?: () => { readonly value: Value } | null;
  readonly show: (value: Value) => Shown;
  readonly signal?: AbortSignal;
}

/**
 * Yields what `show` makes of an observable's values, as long as it differs (as JSON) from the last one yielded. A slow reader gets the
 * newest value, never a queue. Ends with the observable, with the signal, or with `return()`, also while a `next()` waits or `open` is at it; throws what
 * either throws. Nothing is opened before the first `next()`.
 */
export function streamOf<Value, Shown>(source: StreamSource<Value, Shown>): AsyncIterableIterator<Shown, void, void> {
  const ending = new AbortController();
  const { signal } = source;
  const values = follow(source, signal ? AbortSignal.any([signal, ending.signal]) : ending.signal);
  return {
    next: () => values.next(),
    // A generator alone would answer `return()` only after the pending `next()`, which may never come.
    async return() {
      ending.abort();
      return values.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* follow<Value, Shown>(
  { open, begin, show }: StreamSource<Value, Shown>,
  signal: AbortSignal,
): AsyncGenerator<Shown, void, void> {
  let newest: { readonly value: Value } | null = null;
  let failure: { readonly error: unknown } | null = null;
  let isOver = signal.aborted;
  let wake: () => void = () => {};
  const end = (): void => {
    isOver = true;
    wake();
  };
  signal.addEventListener('abort', end, { once: true });
  let shown: string | null = null;
  let stop: () => void = () => {};
  const fail = (error: unknown): void => {
    failure = { error };
    end();
  };
  try {
    if (isOver) return;
    newest = begin?.() ?? null;
    open().then((observable) => {
      if (isOver) return;
      const subscription = observable.subscribe({
        next(value) {
          newest = { value };
          wake();
        },
        error: fail,
        complete: end,
      });
      stop = () => subscription.unsubscribe();
    }, fail);
    for (;;) {
      const taken = takeNewest();
      if (taken) {
        const next = show(taken.value);
        const text = JSON.stringify(next);
        if (text !== shown) {
          shown = text;
          yield next;
        }
        continue;
      }
      if (isOver) break;
      await new Promise<void>((resolve) => (wake = resolve));
    }
    throwFailure();
  } finally {
    isOver = true;
    signal.removeEventListener('abort', end);
    stop();
  }

  function takeNewest(): { readonly value: Value } | null {
    const taken = signal.aborted ? null : newest;
    newest = null;
    return taken;
  }

  function throwFailure(): void {
    if (failure && !signal.aborted) throw failure.error;
  }
}
