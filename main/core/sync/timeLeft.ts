/** How long a job will still take, by how fast it has been. */
import type { Clock } from '../../../shared/base/clock.ts';

/** Before that there is nothing to judge by. */
const FIRST_WORD_MILLISECONDS = 1_000;

export interface TimeLeft {
  /** Whole seconds until `expected`; null while nobody can tell. Another phase is another job. */
  note(phase: string, done: number, expected: number): number | null;
}

export function createTimeLeft(clock: Clock): TimeLeft {
  let job: { readonly phase: string; readonly began: number; readonly from: number } | null = null;
  return {
    note(phase, done, expected) {
      if (job?.phase !== phase || done < job.from) job = { phase, began: clock.now(), from: done };
      const elapsed = clock.now() - job.began;
      if (elapsed < FIRST_WORD_MILLISECONDS || done <= job.from) return null;
      return Math.ceil(((Math.max(0, expected - done) / (done - job.from)) * elapsed) / 1_000);
    },
  };
}
