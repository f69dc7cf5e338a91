/**
 * How many rows of the feed each line of devices fetches in a day. A device needs what it holds once, and then what changes; one that fetches everything again
 * and again either lost its disk several times or is somebody with a stolen token who copies. It is made to wait, and an administrator hears of it.
 *
 * Counted in memory and written in steps, so that an ordinary round writes nothing. A restarted node forgets less than a step per device; several nodes forget
 * that much each.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Device } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { listHeldScopes, type Member } from '../sync/organisation.ts';
import { addFindings } from './findings.ts';

export interface PullMeter {
  /**
   * Counts a page that is about to be given. @param rows At the most in it. @throws PeyvandError `throttled` with `retryAfterSeconds` when the line has had
   * far more than it needs today.
   */
  count(device: Device, member: Member, rows: number): Promise<void>;
}

export interface PullMeterOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** Rows between two looks into the database. */
  readonly step?: number;
  /** Rows that everybody may fetch in a day, however little they hold. */
  readonly floor?: number;
}

const STEP = 5_000;
/** A company of a hundred customers may be fetched two hundred times over before anybody minds. */
const FLOOR = 100_000;
/** Everything four times in one day: three lost disks and a beginning. */
const TIMES_MAXIMUM = 4;
const WAIT_SECONDS = 900;

export function createPullMeter({ database, clock, step = STEP, floor = FLOOR }: PullMeterOptions): PullMeter {
  /** Rows not written down yet, by line. */
  const pending = new Map<RecordId, number>();
  /** Lines that are over, and for which day. */
  const over = new Map<RecordId, string>();

  async function look(device: Device, member: Member, rows: number, day: string): Promise<void> {
    const [sum] = await database.rows<{ rows: number }>(
      `INSERT INTO pulled_rows (line, day, rows) VALUES ($1, $2, $3)
       ON CONFLICT (line, day) DO UPDATE SET rows = pulled_rows.rows + excluded.rows RETURNING rows`,
      [device.line, day, rows],
    );
    const pulled = sum?.rows ?? 0;
    if (pulled <= floor) return;
    const held = await countHeld(database, member);
    const most = Math.max(floor, held * TIMES_MAXIMUM);
    if (pulled <= most) return;
    over.set(device.line, day);
    await retried(database, (transaction) =>
      addFindings(transaction, [
        {
          kind: 'bulkPull',
          person: device.person,
          device: device.id,
          at: instantFromMilliseconds(clock.now()),
          facts: { rows: pulled, held, most },
          cause: `${device.line} ${day}`,
        },
      ]),
    );
  }

  return {
    async count(device, member, rows) {
      const day = instantFromMilliseconds(clock.now()).slice(0, 10);
      const counted = (pending.get(device.line) ?? 0) + rows;
      if (counted < step) pending.set(device.line, counted);
      else {
        pending.delete(device.line);
        await look(device, member, counted, day);
      }
      if (over.get(device.line) === day)
        throw createError('throttled', { reason: 'bulk_pull', retryAfterSeconds: WAIT_SECONDS });
    },
  };
}

async function countHeld(database: Database, member: Member): Promise<number> {
  const [sum] = await database.rows<{ rows: number }>(
    'SELECT coalesce(sum(count), 0)::bigint AS rows FROM scope_digests WHERE scope = ANY($1)',
    [await listHeldScopes(database, member)],
  );
  return sum?.rows ?? 0;
}
