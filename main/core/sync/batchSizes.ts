/**
 * How much one message carries, learnt from the line: a message that fails or takes long is cut in half, one that is quick lets the next be
 * larger. Starts with the most, so that a good line never waits for it.
 */
export interface BatchSizes {
  /** Part of the most that a message may carry: 1 down to about a thousandth, a group or a row at a time. */
  share(): number;
  /** The message was answered after so many milliseconds. */
  answered(milliseconds: number): void;
  /** No answer came. */
  failed(): void;
}

const SMALLEST = 1 / 1_024;
/** Quicker than this a message may grow. */
const QUICK_MILLISECONDS = 4_000;
/** Slower than this it is cut: a line that breaks every half minute still lets it through. */
const SLOW_MILLISECONDS = 12_000;
/** So many quick ones in a row, before the next may be larger: a size that has just failed is not tried again at once. */
const STREAK = 3;

export function createBatchSizes(): BatchSizes {
  let share = 1;
  let streak = 0;
  const cut = (): void => {
    share = Math.max(SMALLEST, share / 2);
    streak = 0;
  };
  return {
    share: () => share,
    answered(milliseconds) {
      if (milliseconds > SLOW_MILLISECONDS) return cut();
      if (milliseconds >= QUICK_MILLISECONDS) return;
      streak += 1;
      if (streak >= STREAK) share = Math.min(1, share * 1.5);
    },
    failed: cut,
  };
}

/** Of a whole number: at least one. */
export const partOf = (most: number, { share }: BatchSizes): number => Math.max(1, Math.floor(most * share()));
