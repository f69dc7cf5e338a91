/**
 * When one may work, on the clock of the company's zone. Pure: instants in, instants out, in milliseconds.
 *
 * `closedOn` are days on which no stretch begins, by the same clock: promises and plans leave holidays out. A lease never does: whoever works on a holiday may
 * open their machine.
 */
import type { IsoDate } from '../base/clock.ts';
import type { WorkingHours } from './lease.ts';

const MINUTE = 60_000;
const DAY_MINUTES = 24 * 60;
/** Far enough for a week with one working day, on either side of a change of the clock. */
const DAYS_AHEAD = 8;
/** A company that is closed for longer than this, day after day, is taken for one that never opens: about two years. */
const WINDOWS_AHEAD = 92;
const NO_DAYS: ReadonlySet<IsoDate> = new Set();

/** The end of the stretch in which `now` lies, null when it lies in none. Stretches that touch are one; a week without an end says so by a far one. */
export function openUntil(hours: WorkingHours, now: number, closedOn: ReadonlySet<IsoDate> = NO_DAYS): number | null {
  const stretchAt = (at: number): Stretch | undefined =>
    stretchesAround(hours, at, closedOn).find((stretch) => stretch.from <= at && at < stretch.to);
  let end = stretchAt(now)?.to ?? null;
  if (end === null) return null;
  const horizon = now + DAYS_AHEAD * DAY_MINUTES * MINUTE;
  while (end < horizon) {
    const next = stretchAt(end);
    if (!next) return end;
    end = next.to;
  }
  return end;
}

/** The next beginning of a stretch, null when there never is one. */
export function opensNext(hours: WorkingHours, now: number, closedOn: ReadonlySet<IsoDate> = NO_DAYS): number | null {
  const windows = closedOn.size === 0 || hours.weekdays.length === 0 ? 1 : WINDOWS_AHEAD;
  for (let window = 0; window < windows; window += 1) {
    const around = now + window * DAYS_AHEAD * DAY_MINUTES * MINUTE;
    const next = stretchesAround(hours, around, closedOn).find((stretch) => stretch.from > now);
    if (next) return next.from;
  }
  return null;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Those of the day before, today and the days to come, in order. */
function stretchesAround(
  { zone, weekdays, from, to }: WorkingHours,
  now: number,
  closedOn: ReadonlySet<IsoDate>,
): Stretch[] {
  const first = minutesOf(from);
  const last = minutesOf(to) > first ? minutesOf(to) : minutesOf(to) + DAY_MINUTES;
  const stretches: Stretch[] = [];
  const { year, month, day } = localParts(zone, now);
  for (let ahead = -1; ahead <= DAYS_AHEAD; ahead += 1) {
    const midnight = Date.UTC(year, month - 1, day + ahead);
    if (!weekdays.includes(isoWeekday(midnight)) || closedOn.has(isoDateOf(midnight))) continue;
    stretches.push({
      from: localToInstant(zone, midnight + first * MINUTE),
      to: localToInstant(zone, midnight + last * MINUTE),
    });
  }
  return stretches;
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

/** 1 = Monday … 7 = Sunday, of a date given as its midnight in UTC. */
const isoWeekday = (midnight: number): number => new Date(midnight).getUTCDay() || 7;

const isoDateOf = (midnight: number): IsoDate => new Date(midnight).toISOString().slice(0, 10);

/**
 * @param local A reading of the zone's clock, written as if it were UTC. One that the clock leaves out, in spring, is read an hour later; of one that it shows
 *   twice, in autumn, the first.
 */
function localToInstant(zone: string, local: number): number {
  const key = `${zone} ${local}`;
  const known = instantsByLocal.get(key);
  if (known !== undefined) return known;
  const instant = readLocal(zone, local);
  if (instantsByLocal.size >= REMEMBERED) instantsByLocal.clear();
  instantsByLocal.set(key, instant);
  return instant;
}

/** Asking a zone's clock is slow, and promises ask for the same beginnings and ends of days again and again. */
const instantsByLocal = new Map<string, number>();
const REMEMBERED = 20_000;

function readLocal(zone: string, local: number): number {
  const guess = local - offsetAt(zone, local);
  const earlier = local - offsetAt(zone, guess - 2 * 60 * MINUTE);
  const later = local - offsetAt(zone, guess + 2 * 60 * MINUTE);
  for (const candidate of [Math.min(earlier, later), Math.max(earlier, later)])
    if (candidate + offsetAt(zone, candidate) === local) return candidate;
  return Math.max(earlier, later);
}

/** Milliseconds that the zone's clock is ahead of UTC. */
function offsetAt(zone: string, instant: number): number {
  const { year, month, day, hour, minute, second } = localParts(zone, instant);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1_000) * 1_000;
}

const formatsByZone = new Map<string, Intl.DateTimeFormat>();

function localParts(zone: string, instant: number) {
  let format = formatsByZone.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US-u-ca-iso8601-nu-latn', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatsByZone.set(zone, format);
  }
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
  for (const { type, value } of format.formatToParts(instant)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second };
}
