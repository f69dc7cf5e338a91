/** The twin of real timers for tests: time passes when told to, together with a manual clock. */
import type { ManualClock } from '../../../shared/base/clock.ts';
import type { Timers } from './timers.ts';

export interface ManualTimers extends Timers {
  /** Lets so much time pass; whatever is due on the way is called at its time, in order. */
  advance(milliseconds: number): void;
  readonly size: number;
}

export function createManualTimers(clock: ManualClock): ManualTimers {
  let elapsed = 0;
  const waiting = new Set<{ readonly at: number; readonly callback: () => void }>();
  return {
    after(milliseconds, callback) {
      const entry = { at: elapsed + Math.max(0, milliseconds), callback };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance(milliseconds) {
      const end = elapsed + milliseconds;
      for (;;) {
        const due = [...waiting].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        const until = due?.at ?? end;
        clock.advance(until - elapsed);
        elapsed = until;
        if (!due) return;
        waiting.delete(due);
        due.callback();
      }
    },
    get size() {
      return waiting.size;
    },
  };
}
