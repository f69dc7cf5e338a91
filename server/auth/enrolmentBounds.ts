/**
 * How often somebody may enrol: devices are rows for good, their codes are drawn from a few millions, and a line is locked as a whole. Far above what people do
 * (each import and each bundle that is read enrols a device), far below what a program can.
 */
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { secondsLeftOfDay, takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Transaction } from '../store/database.ts';

/** By password, of one person in a day: new devices, and those that enrol again. */
export const ENROLMENTS: DailyBound = { what: 'enrolments', most: 60 };
/** Of one line in a day: a disk that is put back takes one. */
export const IDENTITIES: DailyBound = { what: 'identities', most: 30 };

/** Counts one. @param subject The person, or the line. @throws PeyvandError `throttled` with `retryAfterSeconds`. */
export async function takeEnrolment(
  transaction: Transaction,
  clock: Clock,
  bound: DailyBound,
  subject: RecordId,
): Promise<void> {
  if ((await takeRoom(transaction, clock, bound, subject, 1)) > 0) return;
  throw createError('throttled', { reason: 'enrolments', retryAfterSeconds: secondsLeftOfDay(clock) });
}
