/** The times of what is planned, when it goes to another time: on the clock of a zone, so that an hour stays the hour also where clocks are set meanwhile. */
import { parseAbsolute, toCalendarDateTime, toZoned } from '@internationalized/date';
import { addDays, isInstant, isoDateFromInstant, type Instant, type IsoDate } from '../../base/clock.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { daysBetween } from './dueVisits.ts';

const DAY = 86_400_000;
const LAST_DAY: IsoDate = '9999-12-31';

/** The same hour of the clock so many days later, or earlier; at most on the last day that a date can have. */
export const daysLater = (instant: Instant, days: number, timeZone: string): Instant =>
  later(instant, days * DAY, timeZone);

/** The same hour of the clock on that day. */
export const sameHourOn = (instant: Instant, to: IsoDate, timeZone: string): Instant =>
  daysLater(instant, daysBetween(isoDateFromInstant(instant, timeZone), to), timeZone);

/** The day so many days later; the last that a date can have stays the last. */
export const dayLater = (day: IsoDate, days: number): IsoDate =>
  daysBetween(day, LAST_DAY) < days ? LAST_DAY : addDays(day, days);

/**
 * What is planned for another time, whole: its reminder goes along by as much as the hour does, or by whole days where no hour was or is agreed; the day by which
 * it must be done by as many days. Planned for the first time again, everything is as it was.
 * @param before As it was planned.
 * @param after The same with its new `plannedAt`, and `anyTime`.
 */
export function withTimesAlong(before: RecordBody, after: RecordBody, timeZone: string): RecordBody {
  const [from, to] = [textOf(before, 'plannedAt'), textOf(after, 'plannedAt')];
  if (from === null || to === null || from === to) return after;
  const days = daysBetween(isoDateFromInstant(from, timeZone), isoDateFromInstant(to, timeZone));
  const isAgreed = before['anyTime'] !== true && after['anyTime'] !== true;
  const by = isAgreed ? onTheClock(to, timeZone) - onTheClock(from, timeZone) : days * DAY;
  const [remindAt, dueOn] = [textOf(before, 'remindAt'), textOf(before, 'dueOn')];
  return {
    ...after,
    ...(remindAt === null ? {} : { remindAt: later(remindAt, by, timeZone) }),
    ...(dueOn === null ? {} : { dueOn: dayLater(dueOn, days) }),
  };
}

/** Milliseconds on the zone's clock, read as if it were UTC. */
const onTheClock = (instant: Instant, timeZone: string): number =>
  toCalendarDateTime(parseAbsolute(instant, timeZone)).toDate('UTC').getTime();

function later(instant: Instant, milliseconds: number, timeZone: string): Instant {
  if (milliseconds === 0) return instant;
  const local = toCalendarDateTime(parseAbsolute(instant, timeZone)).add({ milliseconds });
  const moved = toZoned(local, timeZone).toAbsoluteString();
  return isInstant(moved) ? moved : instant;
}
