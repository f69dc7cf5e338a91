import { createError } from './errors.ts';

/** The only way to ask for the time. Hosts pass the real one; tests and the simulation pass a manual one. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
}

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
  set(milliseconds: number): void;
}

/** An instant in UTC: exactly `YYYY-MM-DDTHH:mm:ss.sssZ`, years 0000 to 9999, so that text order is time order. */
export type Instant = string;

/** A day without a time or zone: exactly `YYYY-MM-DD`, Gregorian, years 0000 to 9999. */
export type IsoDate = string;

const INSTANT_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const DATE_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
const MILLISECONDS_PER_DAY = 86_400_000;

/** A clock that moves only when told to. It may be set backwards, as real ones are. */
export function createManualClock(start: number): ManualClock {
  let current = start;
  return {
    now: () => current,
    advance(milliseconds) {
      current += milliseconds;
    },
    set(milliseconds) {
      current = milliseconds;
    },
  };
}

/** @throws PeyvandError `invalid_input` outside the years 0000 to 9999 or for a fraction of a millisecond. */
export function instantFromMilliseconds(milliseconds: number): Instant {
  const date = new Date(milliseconds);
  if (!Number.isSafeInteger(milliseconds) || Number.isNaN(date.getTime()))
    throw createError('invalid_input', { reason: 'instant' });
  const instant = date.toISOString();
  if (!INSTANT_PATTERN.test(instant)) throw createError('invalid_input', { reason: 'instant' });
  return instant;
}

/** @throws PeyvandError `invalid_input` when the text is not an instant in exactly our form. */
export function instantToMilliseconds(instant: Instant): number {
  if (!isInstant(instant)) throw createError('invalid_input', { reason: 'instant' });
  return Date.parse(instant);
}

export function isInstant(candidate: unknown): candidate is Instant {
  return typeof candidate === 'string' && INSTANT_PATTERN.test(candidate) && roundTrips(candidate, candidate);
}

export function isIsoDate(candidate: unknown): candidate is IsoDate {
  return (
    typeof candidate === 'string' && DATE_PATTERN.test(candidate) && roundTrips(candidate, `${candidate}T00:00:00.000Z`)
  );
}

/**
 * The calendar day on which an instant falls in a time zone (an IANA name such as `Asia/Tehran`).
 * @throws PeyvandError `invalid_input` for a malformed instant or an unknown zone.
 */
export function isoDateFromInstant(instant: Instant, timeZone: string): IsoDate {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of dayFormat(timeZone).formatToParts(instantToMilliseconds(instant))) parts[type] = value;
  return `${(parts.year ?? '').padStart(4, '0')}-${parts.month ?? ''}-${parts.day ?? ''}`;
}

/**
 * The day a number of days later (or earlier, when negative).
 * @throws PeyvandError `invalid_input` for a malformed date, a fraction of a day, or a result outside the years 0000 to 9999.
 */
export function addDays(date: IsoDate, days: number): IsoDate {
  if (!isIsoDate(date) || !Number.isSafeInteger(days)) throw createError('invalid_input', { reason: 'date' });
  return instantFromMilliseconds(Date.parse(date) + days * MILLISECONDS_PER_DAY).slice(0, 10);
}

/** Date.parse rolls 31 February over into March; writing the day back shows it. */
function roundTrips(candidate: string, instant: string): boolean {
  const milliseconds = Date.parse(instant);
  return !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(candidate);
}

const dayFormatsByZone = new Map<string, Intl.DateTimeFormat>();

/** Building a formatter costs about 50 µs, using one about 1: there are only a few zones, so they are kept. */
function dayFormat(timeZone: string): Intl.DateTimeFormat {
  let format = dayFormatsByZone.get(timeZone);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
        timeZone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
      });
    } catch (cause) {
      throw createError('invalid_input', { reason: 'time_zone' }, cause);
    }
    dayFormatsByZone.set(timeZone, format);
  }
  return format;
}
