/**
 * When the company works: its hours, without its holidays. Promises run by it, on laptops and at head office alike. Where nobody set hours it works around the
 * clock; where there are no holidays either there is nothing to reckon with, which is null here.
 */
import type { IsoDate } from '../../base/clock.ts';
import type { WorkingHours } from '../../sync/lease.ts';
import { openUntil, opensNext } from '../../sync/workingHours.ts';
import { settingInForce, type Holiday, type SettingsByKey } from './companySettings.ts';

export interface WorkingTime {
  readonly hours: WorkingHours;
  /** By the clock of the hours. */
  readonly closedOn: ReadonlySet<IsoDate>;
}

/** A company that works one hour a week comes to any promise within these many stretches. */
const STRETCHES_MAXIMUM = 20_000;

/** @param zone The clock of days where no hours were set. */
export function workingTimeOf(settings: SettingsByKey, zone: string): WorkingTime | null {
  const hours = settingInForce(settings, 'workingHours') ?? null;
  const closedOn = new Set(holidaysOf(settings).map(({ on }) => on));
  if (hours === null && closedOn.size === 0) return null;
  return { hours: hours ?? { zone, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' }, closedOn };
}

/** In the order in which they come. */
export const holidaysOf = (settings: SettingsByKey): Holiday[] =>
  (settingInForce(settings, 'holidays') ?? []).toSorted((one, other) => (one.on < other.on ? -1 : 1));

/** null on a day that is none. */
export const holidayOn = (settings: SettingsByKey, on: IsoDate): Holiday | null =>
  holidaysOf(settings).find((holiday) => holiday.on === on) ?? null;

/**
 * The instant by which so much has been worked since `from`; of nothing, the first at which anybody works. null when the company never works so long. All in
 * milliseconds.
 */
export function afterWorking(working: WorkingTime | null, from: number, milliseconds: number): number | null {
  if (working === null) return from + milliseconds;
  let left = milliseconds;
  for (const stretch of stretchesFrom(working, from)) {
    const length = stretch.to - stretch.from;
    if (left <= length) return stretch.from + left;
    left -= length;
  }
  return null;
}

/** How long is worked from one instant to another; nothing where they stand the other way around. In milliseconds. */
export function workedBetween(working: WorkingTime | null, from: number, to: number): number {
  if (to <= from) return 0;
  if (working === null) return to - from;
  let worked = 0;
  for (const stretch of stretchesFrom(working, from)) {
    if (stretch.from >= to) break;
    worked += Math.min(stretch.to, to) - stretch.from;
  }
  return worked;
}

/** What is left of the stretch that runs, and those to come. */
function* stretchesFrom({ hours, closedOn }: WorkingTime, from: number): Generator<{ from: number; to: number }> {
  let at = from;
  for (let count = 0; count < STRETCHES_MAXIMUM; count += 1) {
    const closes = openUntil(hours, at, closedOn);
    if (closes === null) {
      const opens = opensNext(hours, at, closedOn);
      if (opens === null) return;
      at = opens;
      continue;
    }
    yield { from: at, to: closes };
    at = closes;
  }
}
