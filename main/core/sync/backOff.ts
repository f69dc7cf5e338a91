/** Exponential back-off with full jitter, as in "Exponential Backoff And Jitter" (AWS Architecture Blog, 2015). */
import type { Randomness } from '../../../shared/base/randomness.ts';

const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 60_000;

/** @param failures how many tries in a row have failed, from 1. @returns milliseconds, between 250 and 60,000. */
export function backOffDelay(failures: number, randomness: Randomness): number {
  const ceiling = Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** Math.min(failures - 1, 16));
  const [high = 0, low = 0] = randomness.bytes(2);
  return Math.max(250, Math.round((ceiling * (high * 256 + low)) / 65_535));
}
