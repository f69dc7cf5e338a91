import { endOfMonth, parseDate, startOfMonth, toCalendar, GregorianCalendar } from '@internationalized/date';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { createCalendar } from '../../ui/inputs/dateParts.ts';

/** The month of a calendar in which a day lies: its first and last day, and the numbers that name it there. */
export function monthOf(
  day: IsoDate,
  calendar: CalendarSystem,
): { readonly from: IsoDate; readonly to: IsoDate; readonly year: number; readonly month: number } {
  const there = toCalendar(parseDate(day), createCalendar(calendar));
  const gregorian = new GregorianCalendar();
  return {
    from: toCalendar(startOfMonth(there), gregorian).toString(),
    to: toCalendar(endOfMonth(there), gregorian).toString(),
    year: there.year,
    month: there.month,
  };
}
