/** What a device tells has a bound per day (server/store/dailyCounts.ts). Beyond it the device is told to come again tomorrow, and an administrator hears of it. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { createError, type PeyvandError } from '../../shared/base/errors.ts';
import type { Device } from '../auth/devices.ts';
import { dayOf, secondsLeftOfDay, type DailyBound } from '../store/dailyCounts.ts';
import type { Database } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { addFindings } from './findings.ts';

/** In a transaction of its own: what was refused is rolled back. @returns what the device is told; its program keeps what it has to tell. */
export async function refuseForToday(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  device: Device,
  { what, most }: DailyBound,
): Promise<PeyvandError> {
  await retried(database, (transaction) =>
    addFindings(transaction, [
      {
        kind: 'toldTooMuch',
        person: device.person,
        device: device.id,
        at: instantFromMilliseconds(clock.now()),
        facts: { most },
        cause: `${what} ${device.line} ${dayOf(clock)}`,
      },
    ]),
  );
  return createError('throttled', { reason: 'day_full', retryAfterSeconds: secondsLeftOfDay(clock) });
}
