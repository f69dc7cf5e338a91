/** What devices tell of how much was read at them: pages of hours, and what was noticed. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { ReadingReport } from '../../shared/contract/watch.ts';
import type { DeviceCallContext } from '../api/deviceAnswers.ts';
import type { Device } from '../auth/devices.ts';
import { takeRoom, type DailyBound } from '../store/dailyCounts.ts';
import { retried } from '../store/retried.ts';
import { addFindings, freshFindings } from './findings.ts';
import { ofLine, refuseForToday } from './refuseForToday.ts';

const HOUR_MILLISECONDS = 3_600_000;
const DAY_MILLISECONDS = 24 * HOUR_MILLISECONDS;
/** Of so long a habit is made. */
export const HABIT_MILLISECONDS = 28 * DAY_MILLISECONDS;
/** The program notes one wait an hour and two reasons a day; a device that was away has more to tell, and tells the rest on the days that follow. */
const READING_EVENTS: DailyBound = { what: 'reading', most: 50 };

/**
 * A device tells how much was read at it. What it told before it may tell again.
 * @throws PeyvandError `throttled` when it told more than there is room for today; what had room is kept, so that it is told in the end.
 */
export async function takeReadingReport(
  { database, clock }: Pick<DeviceCallContext, 'database' | 'clock'>,
  device: Device,
  { hours, events }: ReadingReport,
): Promise<void> {
  const counted = hoursOfUse(hours, clock.now());
  const isWhole = await retried(database, async (transaction) => {
    if (counted.length > 0)
      await transaction.rows(
        `INSERT INTO reading_hours (device, hour, person, pages)
         SELECT $1, h.hour, $2, h.pages FROM json_to_recordset($3::json) AS h(hour timestamptz, pages integer)
         ON CONFLICT (device, hour) DO UPDATE SET pages = greatest(reading_hours.pages, excluded.pages)`,
        [device.id, device.person, JSON.stringify(counted)],
      );
    const fresh = await freshFindings(
      transaction,
      events.map(({ id, kind, at, pages, limit, reason }) => ({
        kind,
        person: device.person,
        device: device.id,
        at,
        facts: { pages, limit, ...(reason === '' ? {} : { reason }) },
        cause: `${device.id} ${id}`,
      })),
    );
    const room = await takeRoom(transaction, clock, READING_EVENTS, device.line, fresh.length);
    await addFindings(transaction, fresh.slice(0, room));
    return room === fresh.length;
  });
  if (!isWhole) throw await refuseForToday({ database, clock }, ofLine(device), READING_EVENTS);
}

/** Whole hours of the weeks that a habit is made of, each once, as one statement cannot write a row twice: nobody looks at others. */
function hoursOfUse(hours: ReadingReport['hours'], now: number): ReadingReport['hours'] {
  const pagesByHour = new Map<number, number>();
  for (const { hour, pages } of hours) {
    const at = Math.floor(Date.parse(hour) / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
    if (at > now - HABIT_MILLISECONDS && at <= now + DAY_MILLISECONDS)
      pagesByHour.set(at, Math.max(pages, pagesByHour.get(at) ?? 0));
  }
  return [...pagesByHour].map(([at, pages]) => ({ hour: instantFromMilliseconds(at), pages }));
}
