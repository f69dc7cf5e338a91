/** A day as it stands on paper: `1405/9/2` or `2026-11-23`, digits of any script. The year says which calendar it is. */
import { CalendarDate, GregorianCalendar, PersianCalendar, toCalendar } from '@internationalized/date';
import { digitsToLatin } from '../../../shared/base/digits.ts';

/** Years below this are counted from the Hijra. */
const FIRST_GREGORIAN_YEAR = 1_700;

/** @returns `YYYY-MM-DD`; null for what is no day of either calendar. */
export function readTypedDay(text: string): string | null {
  const parts = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(digitsToLatin(text).trim());
  if (!parts) return null;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const calendar = year < FIRST_GREGORIAN_YEAR ? new PersianCalendar() : new GregorianCalendar();
  const read = new CalendarDate(calendar, year, month, day);
  // A thirteenth month, and a thirtieth of a month of twenty-nine days, are pulled back: then nothing was said.
  if (read.year !== year || read.month !== month || read.day !== day) return null;
  return toCalendar(read, new GregorianCalendar()).toString();
}
