import { type Instant, instantToMilliseconds, isIsoDate, isoDateFromInstant, type IsoDate } from '../base/clock.ts';
import { createError } from '../base/errors.ts';
import type { CalendarSystem, DayOrInstant, Formats, Language, Numerals } from './format.ts';
import { localeTag } from './formatNumber.ts';

type DateFormats = Pick<Formats, 'date' | 'dateInFigures' | 'dateTime' | 'time' | 'relativeTime'>;

type Parts = Partial<Record<Intl.DateTimeFormatPartTypes, string>>;

const MILLISECONDS_PER_MINUTE = 60_000;
const MILLISECONDS_PER_HOUR = 3_600_000;
const MILLISECONDS_PER_DAY = 86_400_000;
const DAYS_PER_MONTH = 30.44;
const DAYS_PER_YEAR = 365.25;

export function createDateFormats(
  language: Language,
  calendar: CalendarSystem,
  numerals: Numerals,
  timeZone: string,
): DateFormats {
  const locale = localeTag(language, numerals, calendar);
  const inWords: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'short', year: 'numeric' };
  const inFigures: Intl.DateTimeFormatOptions = { day: '2-digit', month: '2-digit', year: 'numeric' };
  const words = createDayFormat(locale, inWords, timeZone);
  const figures = createDayFormat(locale, inFigures, timeZone);
  const clock = createFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  const relative = createRelativeFormat(localeTag(language, numerals), timeZone);
  const separator = calendar === 'gregory' && language === 'en' ? '-' : '/';

  function date(value: DayOrInstant): string {
    const { day, month, year } = words(value);
    return `${day ?? ''} ${month ?? ''} ${year ?? ''}`;
  }

  function time(instant: Instant): string {
    const { hour, minute } = toParts(clock, instantToMilliseconds(instant));
    return `${hour ?? ''}:${minute ?? ''}`;
  }

  return {
    date,
    time,
    dateInFigures(value) {
      const { day, month, year } = figures(value);
      return [year, month, day].join(separator);
    },
    dateTime: (instant) => `${date(instant)}${language === 'fa' ? '،' : ','} ${time(instant)}`,
    relativeTime: relative,
  };
}

/** A day has no zone: it is the same day everywhere. An instant falls on a day of the time zone. */
function createDayFormat(
  locale: string,
  options: Intl.DateTimeFormatOptions,
  timeZone: string,
): (value: DayOrInstant) => Parts {
  const ofDays = createFormat(locale, { ...options, timeZone: 'UTC' });
  const ofInstants = createFormat(locale, { ...options, timeZone });
  return (value) =>
    isIsoDate(value) ? toParts(ofDays, Date.parse(value)) : toParts(ofInstants, instantToMilliseconds(value));
}

/**
 * Under a day apart: now, minutes, hours. From then on days, months and years of the calendar's days, so that "yesterday" is never
 * the day before it. Everything is cut down, never up: 59 seconds are now, 45 days are one month.
 */
function createRelativeFormat(locale: string, timeZone: string): (instant: Instant, now: Instant) => string {
  const byName = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const byCount = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  return (instant, now) => {
    const milliseconds = instantToMilliseconds(instant) - instantToMilliseconds(now);
    const distance = Math.abs(milliseconds);
    if (distance < MILLISECONDS_PER_MINUTE) return byName.format(0, 'second');
    if (distance < MILLISECONDS_PER_HOUR)
      return byCount.format(Math.trunc(milliseconds / MILLISECONDS_PER_MINUTE), 'minute');
    if (distance < MILLISECONDS_PER_DAY)
      return byCount.format(Math.trunc(milliseconds / MILLISECONDS_PER_HOUR), 'hour');
    const days = daysBetween(isoDateFromInstant(now, timeZone), isoDateFromInstant(instant, timeZone));
    if (Math.abs(days) < DAYS_PER_MONTH) return byName.format(days, 'day');
    if (Math.abs(days) < DAYS_PER_YEAR) return byCount.format(Math.trunc(days / DAYS_PER_MONTH), 'month');
    return byCount.format(Math.trunc(days / DAYS_PER_YEAR), 'year');
  };
}

function daysBetween(from: IsoDate, to: IsoDate): number {
  return (Date.parse(to) - Date.parse(from)) / MILLISECONDS_PER_DAY;
}

function createFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat(locale, options);
  } catch (cause) {
    throw createError('invalid_input', { reason: 'time_zone' }, cause);
  }
}

function toParts(format: Intl.DateTimeFormat, milliseconds: number): Parts {
  return Object.fromEntries(format.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
}
