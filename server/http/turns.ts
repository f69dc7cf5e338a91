/**
 * How many requests are worked on at once. The others wait with their bodies unread, in the line's own buffers, so that memory is bounded by what is
 * at work and not by who comes. Turns go round the callers: who sends much waits behind their own, not before everybody else's.
 */
import type { ServerResponse } from 'node:http';
import { createError } from '../../shared/base/errors.ts';

export interface Turns {
  /**
   * Resolves when it is this caller's turn, with what ends it; null when `gone` came first.
   * @throws PeyvandError `internal` (reason `busy`, with `retryAfterSeconds`) when too many wait already.
   */
  take(caller: string, gone: AbortSignal): Promise<(() => void) | null>;
}

export interface TurnLimits {
  readonly atWork: number;
  readonly waiting: number;
}

/** Whoever is sent away comes again after about this long: as long as a full queue takes to shrink to a part. */
const RETRY_AFTER_SECONDS = 5;

/** A message that has not arrived whole by then comes over a slow line: it gives its turn away meanwhile. */
const PATIENCE_MILLISECONDS = 1_000;

/** What was read, and whether the turn was given away for it. */
interface Read {
  readonly content: unknown;
  readonly wasSlow: boolean;
}

/**
 * Works on a request when it is the caller's turn; not at all when they are gone by then. `read` of `work` reads the body and keeps no turn for what
 * takes long to arrive.
 * @throws PeyvandError as `take` does, and what `work` throws.
 */
export async function inTurn(
  turns: Turns,
  caller: string,
  response: ServerResponse,
  work: (read: (reading: () => Promise<unknown>) => Promise<Read>) => Promise<void>,
): Promise<void> {
  const gone = new AbortController();
  const onClose = (): void => gone.abort();
  response.once('close', onClose);
  let end = await turns.take(caller, gone.signal);
  if (!end) return;
  try {
    await work(async (reading) => {
      const coming = reading();
      const wasSlow = await isSlow(coming);
      if (wasSlow) {
        end?.();
        await coming;
        end = await turns.take(caller, gone.signal);
        if (!end) throw createError('cancelled');
      }
      return { content: await coming, wasSlow };
    });
  } finally {
    response.off('close', onClose);
    end?.();
  }
}

async function isSlow(content: Promise<unknown>): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => resolve(true), PATIENCE_MILLISECONDS);
  const onEnd = (): void => resolve(false);
  content.then(onEnd, onEnd);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
  }
}

export function createTurns({ atWork, waiting }: TurnLimits): Turns {
  let working = 0;
  let queued = 0;
  /** The first is whose turn is next. */
  const queues = new Map<string, (() => void)[]>();

  const next = (): void => {
    const [first] = queues;
    if (!first || working >= atWork) return;
    const [caller, queue] = first;
    const start = queue.shift();
    // To the end of the round, if there is more of theirs.
    queues.delete(caller);
    if (queue.length > 0) queues.set(caller, queue);
    start?.();
  };
  const begin = (): (() => void) => {
    working += 1;
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      working -= 1;
      next();
    };
  };

  return {
    take(caller, gone) {
      if (gone.aborted) return Promise.resolve(null);
      if (working < atWork) return Promise.resolve(begin());
      if (queued >= waiting)
        return Promise.reject(createError('internal', { reason: 'busy', retryAfterSeconds: RETRY_AFTER_SECONDS }));
      queued += 1;
      return new Promise((resolve) => {
        const leave = (): void => {
          queued -= 1;
          gone.removeEventListener('abort', onGone);
        };
        const start = (): void => {
          leave();
          resolve(begin());
        };
        const onGone = (): void => {
          leave();
          const left = (queues.get(caller) ?? []).filter((other) => other !== start);
          if (left.length > 0) queues.set(caller, left);
          else queues.delete(caller);
          resolve(null);
        };
        gone.addEventListener('abort', onGone);
        queues.set(caller, [...(queues.get(caller) ?? []), start]);
      });
    },
  };
}
