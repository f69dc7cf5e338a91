/**
 * How much was taken today of what has a bound per day: what devices tell and the server keeps for good must have an end, whatever program they run.
 * Days are those of UTC, by the server's clock.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Queryable, Transaction } from './database.ts';

export interface DailyBound {
  /** Of what, as the table names it. */
  readonly what: string;
  readonly most: number;
}

const DAY_MILLISECONDS = 86_400_000;

export const dayOf = (clock: Clock): string => instantFromMilliseconds(clock.now()).slice(0, 10);

export const secondsLeftOfDay = (clock: Clock): number =>
  Math.ceil((DAY_MILLISECONDS - (clock.now() % DAY_MILLISECONDS)) / 1_000);

/**
 * Takes room for so many more. Locks the count until the transaction ends; where that is rolled back, none was taken.
 * @param subject Whose room it is: the id of a line of devices, or of a person.
 * @returns how many there is room for: fewer than `wanted` when the day is full behind them.
 */
export async function takeRoom(
  transaction: Transaction,
  clock: Clock,
  { what, most }: DailyBound,
  subject: RecordId,
  wanted: number,
): Promise<number> {
  if (wanted === 0) return 0;
  const [row] = await transaction.rows<{ count: number }>(
    `INSERT INTO daily_counts (what, subject, day, count) VALUES ($1, $2, $3, $4)
     ON CONFLICT (what, subject, day) DO UPDATE SET count = daily_counts.count + excluded.count RETURNING count`,
    [what, subject, dayOf(clock), wanted],
  );
  const before = (row?.count ?? wanted) - wanted;
  return Math.min(wanted, Math.max(0, most - before));
}

/** Whether there is any room left, without taking of it: for what is to be refused before it costs anything. */
export async function hasRoom(
  database: Queryable,
  clock: Clock,
  { what, most }: DailyBound,
  subject: RecordId,
): Promise<boolean> {
  const full = await database.rows(
    'SELECT 1 FROM daily_counts WHERE what = $1 AND subject = $2 AND day = $3 AND count >= $4',
    [what, subject, dayOf(clock), most],
  );
  return full.length === 0;
}

/** @returns how many. */
export async function forgetOldCounts(database: Queryable, clock: Clock): Promise<number> {
  return (await database.rows('DELETE FROM daily_counts WHERE day < $1 RETURNING 1', [dayOf(clock)])).length;
}
