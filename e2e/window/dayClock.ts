/** The time of a day that a spec lives through: seconds pass by themselves, hours when the spec says so. */
import type { Timers } from '../../main/core/ports/timers.ts';
import type { Clock } from '../../shared/base/clock.ts';

export interface DayClock extends Clock {
  /** Go by this clock: what fell due while hours passed is called when they have passed, the earliest first, as behind a sleep. */
  readonly timers: Timers;
  /**
   * Goes on to this time of the same day, such as `10:30`, where it is not later already.
   * @returns the milliseconds that were skipped.
   */
  passUntil(time: string): number;
}

/** A Sunday, 1 Azar 1405: everybody works. Tehran has had no summer time since 2022. */
const DAY = '2026-11-22';
const at = (time: string): number => Date.parse(`${DAY}T${time}:00+03:30`);

interface Waiting {
  readonly due: number;
  readonly callback: () => void;
  handle: NodeJS.Timeout | undefined;
}

/** Begins at eight in the morning, in Tehran. */
export function createDayClock(): DayClock {
  let ahead = at('08:00') - Date.now();
  const now = (): number => Date.now() + ahead;
  const waiting = new Set<Waiting>();

  function drop(entry: Waiting): void {
    waiting.delete(entry);
    clearTimeout(entry.handle);
  }

  function arm(entry: Waiting): void {
    clearTimeout(entry.handle);
    entry.handle = setTimeout(
      () => {
        drop(entry);
        entry.callback();
      },
      Math.max(0, entry.due - now()),
    );
  }

  return {
    now,
    timers: {
      after(milliseconds, callback) {
        const entry: Waiting = { due: now() + milliseconds, callback, handle: undefined };
        waiting.add(entry);
        arm(entry);
        return () => drop(entry);
      },
    },
    passUntil(time) {
      const skipped = Math.max(0, at(time) - now());
      ahead += skipped;
      // Node calls timers of one length in the order in which they were set: the earliest first.
      for (const entry of [...waiting].toSorted((one, other) => one.due - other.due)) arm(entry);
      return skipped;
    },
  };
}
