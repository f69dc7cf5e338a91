/** A rule of repeating as iCalendar says it (RFC 5545, RRULE). */
import { weekdayOf } from '../../../../shared/domain/activities/dueVisits.ts';
import { dayOfMonth, weekdaysOf, type Repeat } from '../../../../shared/domain/activities/repeat.ts';
import type { Weekday } from '../../../../shared/domain/activities/visitPlan.ts';

/**
 * For an event that begins on the day of the slot. null for months of another calendar than the Gregorian, which no RRULE says that programs read: RFC 7529's
 * would.
 * @param isAllDay An end is a day then, else the last moment of that day where the reader is.
 */
export function repeatRule(
  { every, unit, weekdays, monthDay, calendar, until, slot }: Repeat,
  isAllDay: boolean,
): string | null {
  if (unit === 'month' && calendar !== 'gregory') return null;
  const end = until === undefined ? [] : [`UNTIL=${until.replaceAll('-', '')}${isAllDay ? '' : 'T235959'}`];
  const parts = [`FREQ=${FREQUENCIES[unit]}`, `INTERVAL=${String(every)}`, ...end];
  if (unit === 'day') return parts.join(';');
  if (unit === 'week') {
    const chosen = weekdays && weekdays.length > 0 ? weekdays : [weekdayOf(slot)];
    const days = weekdaysOf(calendar).filter((weekday) => chosen.includes(weekday));
    return [...parts, `BYDAY=${days.map(twoLetters).join(',')}`, `WKST=${calendar === 'persian' ? 'SA' : 'MO'}`].join(
      ';',
    );
  }
  const day = monthDay ?? dayOfMonth(slot, calendar);
  // Of a month that has no such day, its last one: RFC 5545 alone would pass such a month over.
  const days = Array.from({ length: day - 27 }, (_, index) => 28 + index);
  return [...parts, day <= 28 ? `BYMONTHDAY=${String(day)}` : `BYMONTHDAY=${days.join(',')};BYSETPOS=-1`].join(';');
}

const FREQUENCIES = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY' } as const;
const twoLetters = (weekday: Weekday): string => weekday.slice(0, 2).toUpperCase();
