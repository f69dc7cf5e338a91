/** What is kept for good has a bound per day (server/store/dailyCounts.ts). Beyond it whoever comes is told to come again tomorrow, and an administrator hears of it. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError, type PeyvandError } from '../../shared/base/errors.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { Device } from '../auth/devices.ts';
import { dayOf, secondsLeftOfDay, type DailyBound } from '../store/dailyCounts.ts';
import type { Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { addFindings, type NewFinding } from './findings.ts';

export interface Whose {
  /** null where it came without one. */
  readonly device: RecordId | null;
  readonly person: RecordId;
  /** Whose room it was. */
  readonly subject: RecordId;
}

/** In a transaction of its own: what was refused is rolled back. @returns what the device is told; its program keeps what it has to tell. */
export async function refuseForToday(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  whose: Whose,
  bound: DailyBound,
): Promise<PeyvandError> {
  await retried(database, (transaction) => addFindings(transaction, [tooMuch(clock, whose, bound)]));
  return createError('throttled', { reason: 'day_full', retryAfterSeconds: secondsLeftOfDay(clock) });
}

/** Found once a day. */
export const tooMuch = (clock: Clock, { device, person, subject }: Whose, { what, most }: DailyBound): NewFinding => ({
  kind: 'toldTooMuch',
  person,
  device,
  at: instantFromMilliseconds(clock.now()),
  facts: { most },
  cause: `${what} ${subject} ${dayOf(clock)}`,
});

/** Of what a device tells: the room is its line's. */
export const ofLine = ({ id, person, line }: Pick<Device, 'id' | 'person' | 'line'>): Whose => ({
  device: id,
  person,
  subject: line,
});

/** Of what has room by person. */
export const ofPerson = (person: RecordId, device: RecordId | null): Whose => ({ device, person, subject: person });
