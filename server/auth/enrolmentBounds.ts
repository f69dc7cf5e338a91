/**
 * How often somebody may enrol: devices are rows for good, their codes are drawn from a few millions, and a line is locked as a whole. Far above what people do
 * (each import and each bundle that is read enrols a device), far below what a program can.
 */
import type { Clock } from '../../shared/base/clock.ts';
import { createError } from '../../shared/base/errors.ts';
import type { Role } from '../../shared/domain/organisation/organisation.ts';
import { hasPermission } from '../../shared/domain/permissions.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import { secondsLeftOfDay, takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import type { Transaction } from '../store/database.ts';
import { addFindings } from '../watch/findings.ts';
import { tooMuch, type Whose } from '../watch/refuseForToday.ts';

/** By password, of one person in a day. */
export const ENROLMENTS: DailyBound = { what: 'enrolments', most: 60 };
/** Whoever takes bundles in enrols a device with each. */
const ENROLMENTS_OF_HEAD_OFFICE: DailyBound = { what: 'enrolments', most: 1_000 };
/** Of one line in a day: a disk that is put back takes one. */
export const IDENTITIES: DailyBound = { what: 'identities', most: 30 };

export const enrolmentsOf = (role: Role): DailyBound =>
  hasPermission(role, 'bundles.receive') ? ENROLMENTS_OF_HEAD_OFFICE : ENROLMENTS;

/**
 * Counts a device that is new, behind `enrolDevice`, and writes the entry; takes the audit log's lock. One that was here already, and asks again because an
 * answer got lost, is never refused: beyond the bound only its entries end.
 * @param whose Whose room it is: the person's, or the line's.
 * @throws PeyvandError `throttled` with `retryAfterSeconds`.
 */
export async function noteEnrolment(
  transaction: Transaction,
  clock: Clock,
  { bound, whose, isNew }: { readonly bound: DailyBound; readonly whose: Whose; readonly isNew: boolean },
  entry: NewAuditEntry,
): Promise<void> {
  const counted = isNew ? bound : { ...bound, what: `${bound.what} again` };
  if ((await takeRoom(transaction, clock, counted, whose.subject, 1)) > 0) await writeAudit(transaction, entry);
  else if (isNew) throw createError('throttled', { reason: 'enrolments', retryAfterSeconds: secondsLeftOfDay(clock) });
  else await addFindings(transaction, [tooMuch(clock, whose, counted)]);
}
