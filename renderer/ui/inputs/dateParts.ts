/**
 * A day, or a day and a time, in the parts in which it is typed. Parts are kept as they were typed, also where no calendar has such a
 * day: nothing here turns one day into another.
 */
import {
  CalendarDate,
  GregorianCalendar,
  parseAbsolute,
  parseDate,
  PersianCalendar,
  toCalendar,
  toCalendarDate,
  toCalendarDateTime,
  toZoned,
  type Calendar,
} from '@internationalized/date';
import { instantFromMilliseconds, isIsoDate, type Instant } from '../../../shared/base/clock.ts';
import { digitsToLatin } from '../../../shared/base/digits.ts';
import type { CalendarSystem, DayOrInstant } from '../../../shared/locale/format.ts';

export const DAY_PARTS = ['year', 'month', 'day'] as const;
export const TIME_PARTS = ['hour', 'minute'] as const;
export type DatePart = (typeof DAY_PARTS)[number] | (typeof TIME_PARTS)[number];

/** Latin digits as typed; '' where nothing was. */
export type DateParts = Readonly<Record<DatePart, string>>;

export const NO_PARTS: DateParts = { year: '', month: '', day: '', hour: '', minute: '' };

/** The smallest and the largest number that a part can have in any month of any year, and how far Page Up goes. */
export const PART_LIMITS: Readonly<
  Record<DatePart, { minimum: number; maximum: number; digits: number; page: number }>
> = {
  year: { minimum: 1000, maximum: 9999, digits: 4, page: 5 },
  month: { minimum: 1, maximum: 12, digits: 2, page: 2 },
  day: { minimum: 1, maximum: 31, digits: 2, page: 7 },
  hour: { minimum: 0, maximum: 23, digits: 2, page: 2 },
  minute: { minimum: 0, maximum: 59, digits: 2, page: 15 },
};

export interface DateKind {
  readonly calendar: CalendarSystem;
  /** An IANA name, for a day with a time (stored as an instant); null for a day alone (stored as an ISO date). */
  readonly timeZone: string | null;
}

/** What the parts mean together. `noSuchDay` names the month's length where the month exists. */
export type DateReading =
  | { readonly state: 'empty' }
  | { readonly state: 'partial' }
  | { readonly state: 'noSuchDay'; readonly monthDays: number | null }
  | { readonly state: 'noSuchTime' }
  | { readonly state: 'whole'; readonly value: DayOrInstant };

export function partsOf({ timeZone }: DateKind): readonly DatePart[] {
  return timeZone === null ? DAY_PARTS : [...DAY_PARTS, ...TIME_PARTS];
}

export function partsOfValue(value: DayOrInstant | null, kind: DateKind): DateParts {
  if (value === null) return NO_PARTS;
  const calendar = createCalendar(kind.calendar);
  if (kind.timeZone === null) return { ...NO_PARTS, ...dayParts(toCalendar(parseDate(value), calendar)) };
  const zoned = toCalendar(parseAbsolute(value, kind.timeZone), calendar);
  return { ...dayParts(zoned), hour: padded(zoned.hour, 'hour'), minute: padded(zoned.minute, 'minute') };
}

/** @param before the value that is being changed: its seconds, which nobody types, stay. */
export function readParts(parts: DateParts, kind: DateKind, before: DayOrInstant | null = null): DateReading {
  const names = partsOf(kind);
  if (names.every((name) => parts[name] === '')) return { state: 'empty' };
  if (names.some((name) => parts[name] === '') || parts.year.length < PART_LIMITS.year.digits)
    return { state: 'partial' };
  const [year, month, day] = [Number(parts.year), Number(parts.month), Number(parts.day)];
  const { minimum, maximum } = PART_LIMITS.year;
  if (year < minimum || year > maximum || month < 1 || month > PART_LIMITS.month.maximum) {
    return { state: 'noSuchDay', monthDays: null };
  }
  const calendar = createCalendar(kind.calendar);
  const monthDays = calendar.getDaysInMonth(new CalendarDate(calendar, year, month, 1));
  if (day < 1 || day > monthDays) return { state: 'noSuchDay', monthDays: day < 1 ? null : monthDays };
  const gregorian = toCalendar(new CalendarDate(calendar, year, month, day), new GregorianCalendar());
  const isoDate = gregorian.toString();
  // The library cuts years down to 9999, which an ISO date cannot pass.
  if (!isIsoDate(isoDate) || toCalendar(gregorian, calendar).year !== year)
    return { state: 'noSuchDay', monthDays: null };
  return kind.timeZone === null
    ? { state: 'whole', value: isoDate }
    : readTime(gregorian, parts, kind.timeZone, before);
}

/** An hour that the clocks skip is refused; of one that they repeat, the first is meant. */
function readTime(day: CalendarDate, parts: DateParts, timeZone: string, before: Instant | null): DateReading {
  const [hour, minute] = [Number(parts.hour), Number(parts.minute)];
  if (hour > PART_LIMITS.hour.maximum || minute > PART_LIMITS.minute.maximum) return { state: 'noSuchTime' };
  const { second = 0, millisecond = 0 } = before === null ? {} : parseAbsolute(before, timeZone);
  const zoned = toZoned(toCalendarDateTime(day).set({ hour, minute, second, millisecond }), timeZone);
  if (zoned.hour !== hour || zoned.minute !== minute) return { state: 'noSuchTime' };
  return { state: 'whole', value: instantFromMilliseconds(zoned.toDate().getTime()) };
}

/** One step or one page up or down, around the ends; an empty part begins with today's. */
export function steppedPart(parts: DateParts, name: DatePart, steps: number, today: DateParts): DateParts {
  if (parts[name] === '' || (name === 'year' && parts.year.length < PART_LIMITS.year.digits)) {
    return { ...parts, [name]: today[name] };
  }
  const { minimum, maximum } = PART_LIMITS[name];
  const count = maximum - minimum + 1;
  const stepped = (((Number(parts[name]) - minimum + steps) % count) + count) % count;
  return { ...parts, [name]: padded(minimum + stepped, name) };
}

/** As a finished part is written: ۳ becomes ۰۳. A year is not filled up: of one that is cut short nobody knows the century. */
export function finishedParts(parts: DateParts): DateParts {
  const finish = (name: DatePart): string =>
    parts[name] === '' || name === 'year' ? parts[name] : padded(Number(parts[name]), name);
  return {
    year: parts.year,
    month: finish('month'),
    day: finish('day'),
    hour: finish('hour'),
    minute: finish('minute'),
  };
}

/** After so many digits no other could follow. */
export function isPartFull(digits: string, name: DatePart): boolean {
  const { digits: length, maximum } = PART_LIMITS[name];
  return digits.length >= length || (name !== 'year' && digits !== '' && Number(digits) * 10 > maximum);
}

/**
 * A whole day from text that was pasted: 1405/12/30, ۱۴۰۵-۱۲-۳۰, 2027.6.1, with a time behind it or none, or eight digits. The year comes
 * first; anything else is nobody's guess.
 */
export function partsFromText(text: string, kind: DateKind): DateParts | null {
  const match =
    /^\s*(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))(?:[\sT,،]+(\d{1,2}):(\d{2})(?::\d{2})?)?\s*$/.exec(
      digitsToLatin(text),
    );
  if (!match) return null;
  const [, year = '', , month = match[5] ?? '', day = match[6] ?? '', , , hour = '', minute = ''] = match;
  const withTime = kind.timeZone !== null;
  return finishedParts({ year, month, day, hour: withTime ? hour : '', minute: withTime ? minute : '' });
}

/** The parts of a day chosen in a calendar grid, without a time. */
export function partsOfCalendarDay(day: CalendarDate, calendar: CalendarSystem): DateParts {
  return { ...NO_PARTS, ...dayParts(toCalendar(day, createCalendar(calendar))) };
}

/** Only the two calendars that the product has; the others stay out of the bundle. */
export function createCalendar(system: string): Calendar {
  return system === 'persian' ? new PersianCalendar() : new GregorianCalendar();
}

/** The day in a calendar grid, for the popover. */
export function calendarDayOf(reading: DateReading, timeZone: string | null): CalendarDate | null {
  if (reading.state !== 'whole') return null;
  return timeZone === null ? parseDate(reading.value) : toCalendarDate(parseAbsolute(reading.value, timeZone));
}

function dayParts({
  year,
  month,
  day,
}: {
  year: number;
  month: number;
  day: number;
}): Pick<DateParts, 'year' | 'month' | 'day'> {
  return { year: padded(year, 'year'), month: padded(month, 'month'), day: padded(day, 'day') };
}

function padded(number: number, name: DatePart): string {
  return String(number).padStart(PART_LIMITS[name].digits, '0');
}
