/** Fixed times of the day at which a branch syncs, in its own time zone. Pure. */

/** `HH:MM`, 00:00 to 23:59. */
export type TimeOfDay = string;

const DAY = 86_400_000;
/** A clock that was put back by more than this is believed to have been wrong before. */
const TOLERANCE = 5 * 60_000;

/**
 * Is a sync due: has one of the times come since the last whole one? A time that was missed (the machine was off) is made up once, however
 * many were missed.
 * @param last When the last whole round ended, by this machine's clock in milliseconds; null for never.
 */
export function isDue(times: readonly TimeOfDay[], timeZone: string, last: number | null, now: number): boolean {
  if (last === null) return times.length > 0;
  return occurrences(times, timeZone, now).some((at) => at > last && at <= now);
}

/** What counts as the last round when the clock may have been put back: never the future, or nothing would be due until then. */
export const lastBefore = (last: number | null, now: number): number | null =>
  last !== null && last > now + TOLERANCE ? now : last;

/** The next of these times, in milliseconds; null without any. */
export function nextAfter(times: readonly TimeOfDay[], timeZone: string, now: number): number | null {
  const later = occurrences(times, timeZone, now).filter((at) => at > now);
  return later.length === 0 ? null : Math.min(...later);
}

/** Those of yesterday, today and tomorrow: more than a day back, the one of yesterday is due as well. */
function occurrences(times: readonly TimeOfDay[], timeZone: string, now: number): number[] {
  // By the calendar, not by 24 hours: days on which clocks change are longer or shorter.
  const today = Math.floor((now + offsetAt(timeZone, now)) / DAY) * DAY;
  return [-DAY, 0, DAY].flatMap((shift) => times.map((time) => instantOf(time, timeZone, today + shift)));
}

/** When it is that time there, on the day that begins at `day` by its own clocks. In an hour that summer time leaves out, an hour later. */
function instantOf(time: TimeOfDay, timeZone: string, day: number): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const wall = day + (hour * 60 + minute) * 60_000;
  // The offset of that moment, not of now: the clocks may change in between.
  return wall - offsetAt(timeZone, wall - offsetAt(timeZone, wall));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that clocks there are ahead of UTC. */
function offsetAt(timeZone: string, at: number): number {
  const known = formats.get(timeZone);
  const format = known ?? formatOf(timeZone);
  if (!known) formats.set(timeZone, format);
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1_000) * 1_000;
}

/** Of a zone that this machine does not know (an administrator typed it, or it is newer than the program), the machine's own. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const clock = {
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const;
  try {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', { ...clock, timeZone });
  } catch {
    return new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', clock);
  }
}
