/**
 * How many requests are worked on at once, and how many bodies may come slowly beside them. Turns go round the callers: who sends much waits behind their own,
 * not before everybody else's; of the places each caller gets few.
 */
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

/** Where a body may go on coming that has no turn meanwhile. */
export interface Places {
  /**
   * @returns What gives the place back.
   * @throws PeyvandError `internal` (reason `busy`, with `retryAfterSeconds`) when all are taken, or this caller has theirs.
   */
  take(caller: string): () => void;
}

export interface PlaceLimits {
  readonly inAll: number;
  readonly ofOneCaller: number;
}

/** Whoever is sent away comes again after about this long: as long as a full queue takes to shrink to a part. */
const RETRY_AFTER_SECONDS = 5;

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
      if (queued >= waiting) return Promise.reject(busy());
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

export function createPlaces({ inAll, ofOneCaller }: PlaceLimits): Places {
  let taken = 0;
  const takenByCaller = new Map<string, number>();
  return {
    take(caller) {
      const own = takenByCaller.get(caller) ?? 0;
      if (taken >= inAll || own >= ofOneCaller) throw busy();
      taken += 1;
      takenByCaller.set(caller, own + 1);
      let isLeft = false;
      return () => {
        if (isLeft) return;
        isLeft = true;
        taken -= 1;
        const left = (takenByCaller.get(caller) ?? 1) - 1;
        if (left > 0) takenByCaller.set(caller, left);
        else takenByCaller.delete(caller);
      };
    },
  };
}

const busy = () => createError('internal', { reason: 'busy', retryAfterSeconds: RETRY_AFTER_SECONDS });
