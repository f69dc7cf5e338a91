/**
 * Counts wrong passphrases of one profile and makes each further try wait longer. The count is on the disk before a passphrase is tried, so
 * that ending the program resets nothing. (Who can change files here can also remove this one: what stops them is Argon2id.)
 */
import { rmSync } from 'node:fs';
import { z } from 'zod';
import { instantFromMilliseconds, type Clock, type Instant } from '../../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { readFileIfPresent, writeFileAtomically } from '../files/atomicFile.ts';

export interface Attempts {
  /** Until when no try is taken, null when one may be made now. */
  retryAfter(): Instant | null;
  /**
   * Notes that a try begins, as if it had failed.
   * @throws PeyvandError `throttled` with `retryAfter`; `file_unreadable`, `file_unwritable`: what cannot be counted is not tried.
   */
  begin(): void;
  /** The try was right: nobody waits any more. How many wrong ones came before it is kept until somebody was {@link told}. */
  succeeded(): void;
  /** Wrong tries before right ones that nobody was told of yet. */
  untold(): number;
  told(): void;
}

const FREE_FAILURES = 4;
const FIRST_WAIT_MILLISECONDS = 5_000;
const LONGEST_WAIT_MILLISECONDS = 15 * 60_000;

const recordSchema = z.object({ failures: z.int().min(0), failedAt: z.int(), untold: z.int().min(0).default(0) });
type AttemptRecord = z.infer<typeof recordSchema>;

export function createAttempts(path: string, clock: Clock): Attempts {
  function waitsUntil(): number | null {
    const record = readRecord(path, clock);
    const wait = waitAfter(record.failures);
    const now = clock.now();
    if (now < record.failedAt) {
      // The clock was set back. Waiting for the old time could take years, and going on would make the change worth while: the
      // wait begins anew.
      writeRecord(path, { ...record, failedAt: now });
      return wait === 0 ? null : now + wait;
    }
    return now < record.failedAt + wait ? record.failedAt + wait : null;
  }
  /** Whose passphrase was right must get in, whatever the disk says. */
  function keep(record: AttemptRecord): void {
    try {
      if (record.failures + record.untold > 0) return writeRecord(path, record);
    } catch (error) {
      if (!isPeyvandError(error)) throw error;
    }
    rmSync(path, { force: true });
  }
  return {
    retryAfter() {
      try {
        const until = waitsUntil();
        return until === null ? null : instantFromMilliseconds(until);
      } catch (error) {
        // Whoever tries hears of it; whoever only looks sees the lock screen all the same.
        if (isPeyvandError(error)) return null;
        throw error;
      }
    },
    begin() {
      const until = waitsUntil();
      if (until !== null) throw createError('throttled', { retryAfter: instantFromMilliseconds(until) });
      const record = readRecord(path, clock);
      writeRecord(path, { ...record, failures: record.failures + 1, failedAt: clock.now() });
    },
    succeeded() {
      const { failures, untold } = readRecord(path, clock);
      // The right one began as if it had failed.
      keep({ failures: 0, failedAt: 0, untold: untold + Math.max(0, failures - 1) });
    },
    untold() {
      try {
        return readRecord(path, clock).untold;
      } catch (error) {
        if (isPeyvandError(error)) return 0;
        throw error;
      }
    },
    told: () => keep({ ...readRecord(path, clock), untold: 0 }),
  };
}

/** None after the first few failures, then 5 s, doubled with each, up to 15 minutes. */
function waitAfter(failures: number): number {
  if (failures <= FREE_FAILURES) return 0;
  return Math.min(LONGEST_WAIT_MILLISECONDS, FIRST_WAIT_MILLISECONDS * 2 ** (failures - FREE_FAILURES - 1));
}

/** A file that cannot be read counts as a failure that makes one wait: tearing it must not help. */
function readRecord(path: string, clock: Clock): AttemptRecord {
  const text = readFileIfPresent(path);
  if (text === null) return { failures: 0, failedAt: 0, untold: 0 };
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch {
    const record = { failures: FREE_FAILURES + 1, failedAt: clock.now(), untold: 0 };
    writeRecord(path, record);
    return record;
  }
}

function writeRecord(path: string, record: AttemptRecord): void {
  writeFileAtomically(path, JSON.stringify(record));
}
