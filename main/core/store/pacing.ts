/** Long jobs run in slices so that the thread they share with people's work is never held for long. */

/** How long a slice lasts and what happens between two. Tests and the simulation count steps; the product measures time. */
export interface Pacing {
  /** Starts a slice and returns the question "is it over?", asked after each step. */
  startSlice(): () => boolean;
  /** Lets everything else that waits run. */
  rest(): Promise<void>;
}

/** The longest a slice may hold the thread, in milliseconds. */
const SLICE_MILLISECONDS = 8;

/** The product's pacing: slices by the monotonic clock, one turn of the event loop between them. */
export const measuredPacing: Pacing = {
  startSlice() {
    const end = performance.now() + SLICE_MILLISECONDS;
    return () => performance.now() >= end;
  },
  rest: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Runs a sequence of steps to its end without a pause: for work that is small by nature. */
export function runToEnd(steps: Generator<unknown, void>): void {
  let step = steps.next();
  while (!step.done) step = steps.next();
}

/** Runs steps in slices; `between` is asked after each slice and may throw to stop. */
export async function runInSlices(steps: Generator<unknown, void>, pacing: Pacing, between: () => void): Promise<void> {
  for (;;) {
    const isOver = pacing.startSlice();
    do {
      if (steps.next().done) return;
    } while (!isOver());
    await pacing.rest();
    between();
  }
}
