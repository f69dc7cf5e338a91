/** The machine's own time, chance and timers: what every host that is not a test hands to the core. */
import { randomBytes } from 'node:crypto';
import type { Clock } from '../../shared/base/clock.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import type { Timers } from '../core/ports/timers.ts';

export const realClock: Clock = { now: () => Date.now() };

/** The operating system's; fit for keys and tokens. */
export const realRandomness: Randomness = { bytes: (length) => new Uint8Array(randomBytes(length)) };

export const realTimers: Timers = {
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
};
