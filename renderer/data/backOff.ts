const FIRST_MILLISECONDS = 200;
const LONGEST_MILLISECONDS = 5_000;

/** Twice as long after each failure, up to five seconds, with jitter so that windows do not come all at once. */
export function backOffMilliseconds(attempt: number, random: () => number = Math.random): number {
  const longest = Math.min(FIRST_MILLISECONDS * 2 ** attempt, LONGEST_MILLISECONDS);
  return Math.round(longest * (0.5 + random() / 2));
}

/** Resolves after the time, or at once when the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
