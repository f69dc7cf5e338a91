/**
 * The pace at which keys ask. The first key asks at once: whoever waits for a pause in the typing waits for it behind the last key too. What
 * follows within a moment is asked together, so that a scanner, a held key or a paste is one question. Pure but for its timer.
 */

export interface Pace {
  /** Does this now, or as soon as the last one is `restMilliseconds` old; of several that wait, the last alone. */
  soon(work: () => void): void;
  /** What waits is not done. */
  stop(): void;
}

/** Two keys of a quick typist are further apart: each of theirs is asked at once. */
export const KEY_REST_MILLISECONDS = 60;

export function createPace(
  restMilliseconds = KEY_REST_MILLISECONDS,
  now: () => number = () => performance.now(),
): Pace {
  let doneAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => clearTimeout(timer);
  return {
    soon(work) {
      stop();
      const run = (): void => {
        doneAt = now();
        work();
      };
      const wait = doneAt + restMilliseconds - now();
      if (wait <= 0) run();
      else timer = setTimeout(run, wait);
    },
    stop,
  };
}
