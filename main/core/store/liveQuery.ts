/** A query that speaks again when what it reads has changed. */
import type { Clock } from '../../../shared/base/clock.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { StoreChange } from './types.ts';

/** Timers as an argument, so that tests decide when time passes. */
export interface Timers {
  /** Calls once after so many milliseconds; returns the cancellation. */
  after(milliseconds: number, callback: () => void): () => void;
}

export interface LiveQueryOptions<Result> {
  readonly store: { onChange(listener: (change: StoreChange) => void): () => void };
  /** Collections that the query reads, also through read models. */
  readonly dependencies: readonly CollectionName[];
  /** Also when outbox, reviews or sync state moved. */
  readonly alsoSync?: boolean;
  /** Also when something moved that is not in the store. Returns how to stop listening. */
  readonly alsoOn?: ((listener: () => void) => () => void) | undefined;
  readonly run: () => Result | Promise<Result>;
  readonly signal?: AbortSignal;
  /** What a run costs is measured with it. Default: the monotonic clock. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** Are two results the same to whoever shows them? Default: the same JSON. */
  readonly isEqual?: (before: Result, after: Result) => boolean;
}

/** Changes within one frame of a screen are one. */
const FRAME_MILLISECONDS = 16;
/** A query that costs 30 ms runs at most every 300. */
const REST_PER_COST = 10;
/** What took two seconds while the first data was arriving must not leave a list wrong for twenty. */
const REST_MAXIMUM_MILLISECONDS = 3_000;

/**
 * Yields the first result, then again after changes of the dependencies: coalesced over a frame, run no sooner than ten times its last
 * cost (three seconds at most) after the last run, and silent while the result stays equal. A slow reader gets the newest result, never a queue. Ends with
 * `return()`, also while a `next()` waits, or with the signal; throws what `run` throws. Nothing runs before the first `next()`.
 */
export function createLiveQuery<Result>(options: LiveQueryOptions<Result>): AsyncIterableIterator<Result, void, void> {
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const results = followQuery(options, signal);
  return {
    next: () => results.next(),
    // A generator alone would answer `return()` only after the pending `next()`, which may never come.
    async return() {
      ending.abort();
      return results.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

async function* followQuery<Result>(
  options: LiveQueryOptions<Result>,
  signal: AbortSignal,
): AsyncGenerator<Result, void, void> {
  const { store, run, timers = systemTimers, clock = monotonicClock, isEqual = isSameJson } = options;
  const bell = createBell();
  const unsubscribe = store.onChange((change) => {
    if (isConcerned(options, change)) bell.ring();
  });
  const unsubscribeElsewhere = options.alsoOn?.(bell.ring);
  signal.addEventListener('abort', bell.ring);
  let shown: { readonly result: Result } | null = null;
  try {
    while (!signal.aborted) {
      const began = clock.now();
      const result = await run();
      const ended = clock.now();
      if (signal.aborted) return;
      if (shown === null || !isEqual(shown.result, result)) {
        shown = { result };
        yield result;
      }
      await bell.heard();
      const earliest = ended + Math.min(REST_MAXIMUM_MILLISECONDS, REST_PER_COST * (ended - began));
      await pause(timers, Math.max(FRAME_MILLISECONDS, earliest - clock.now()), signal);
      bell.silence();
    }
  } finally {
    unsubscribe();
    unsubscribeElsewhere?.();
    signal.removeEventListener('abort', bell.ring);
  }
}

function isConcerned(
  { dependencies, alsoSync = false }: Pick<LiveQueryOptions<never>, 'dependencies' | 'alsoSync'>,
  change: StoreChange,
): boolean {
  return (alsoSync && change.syncMoved) || dependencies.some((collection) => change.collections.has(collection));
}

/** Remembers a ring that nobody was waiting for. */
function createBell() {
  let hasRung = false;
  let answer: (() => void) | null = null;
  return {
    ring: (): void => {
      hasRung = true;
      answer?.();
    },
    async heard(): Promise<void> {
      if (!hasRung) await new Promise<void>((resolve) => (answer = resolve));
      answer = null;
    },
    silence(): void {
      hasRung = false;
    },
  };
}

function pause(timers: Timers, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const cancel = timers.after(milliseconds, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    const stop = (): void => {
      cancel();
      resolve();
    };
    signal.addEventListener('abort', stop, { once: true });
  });
}

const systemTimers: Timers = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};

const monotonicClock: Clock = { now: () => performance.now() };

const isSameJson = (before: unknown, after: unknown): boolean => JSON.stringify(before) === JSON.stringify(after);
