/** Days and hours of a company in Iran. */
import { addDays, type Instant, instantFromMilliseconds, type IsoDate } from '../../shared/base/clock.ts';

/** Iran keeps UTC+03:30 all the year since 2022. */
const OFFSET_MINUTES = 210;
const MILLISECONDS_PER_DAY = 86_400_000;
const FRIDAY = 5;

/** That minute of that day in Iran. */
export const instantAt = (date: IsoDate, minuteOfDay: number): Instant =>
  instantFromMilliseconds(Date.parse(date) + (minuteOfDay - OFFSET_MINUTES) * 60_000);

/** The working day that is about that many days before today: never a Friday, and never later than asked. */
export function workingDayBefore(today: IsoDate, days: number): IsoDate {
  const date = addDays(today, -days);
  return isFriday(date) ? addDays(date, -1) : date;
}

/** The same ahead, and never earlier than asked. */
export function workingDayAfter(today: IsoDate, days: number): IsoDate {
  const date = addDays(today, days);
  return isFriday(date) ? addDays(date, 1) : date;
}

/** Whole days from one date to another. */
export const daysBetween = (from: IsoDate, to: IsoDate): number =>
  (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY;

/** 21 March of the Persian year that is that many years before the one of `today` (its first day in most years). */
export function newYearBefore(today: IsoDate, years: number): IsoDate {
  const year = Number(today.slice(0, 4)) - (today.slice(5) < '03-21' ? 1 : 0);
  return `${year - years}-03-21`;
}

const isFriday = (date: IsoDate): boolean => new Date(date).getUTCDay() === FRIDAY;
