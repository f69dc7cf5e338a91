/**
 * Public holidays of Iran that stand at the same day of every solar year. Those of the lunar calendar do not: they follow the moon as it is seen, which no
 * calendar reckons to the day (docs/decisions, holidays), and are typed by hand.
 */
import { CalendarDate, GregorianCalendar, parseDate, PersianCalendar, toCalendar } from '@internationalized/date';
import type { IsoDate } from '../../../shared/base/clock.ts';

/** Month, day, and the end of the message that names it. */
const SOLAR_HOLIDAYS = [
  [1, 1, 'nowruz'],
  [1, 2, 'nowruz'],
  [1, 3, 'nowruz'],
  [1, 4, 'nowruz'],
  [1, 12, 'republic'],
  [1, 13, 'nature'],
  [3, 14, 'khomeini'],
  [3, 15, 'khordad'],
  [11, 22, 'revolution'],
  [12, 29, 'oil'],
] as const;

export type SolarHolidayName = (typeof SOLAR_HOLIDAYS)[number][2];

/** @param year Of the solar calendar, such as 1405. */
export const solarHolidaysOf = (year: number): { on: IsoDate; name: SolarHolidayName }[] =>
  SOLAR_HOLIDAYS.map(([month, day, name]) => ({
    on: toCalendar(new CalendarDate(new PersianCalendar(), year, month, day), new GregorianCalendar()).toString(),
    name,
  }));

export const solarYearOf = (on: IsoDate): number => toCalendar(parseDate(on), new PersianCalendar()).year;
