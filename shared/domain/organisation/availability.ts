/** Is somebody at work on a day? What keeps them is said, so that whoever plans can go against it. */
import { addDays, instantToMilliseconds, isoDateFromInstant, type Instant, type IsoDate } from '../../base/clock.ts';
import type { WorkingHours } from '../../sync/lease.ts';
import { openUntil, opensNext } from '../../sync/workingHours.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { companyHoursSchema, settingInForce, type SettingsByKey } from './companySettings.ts';
import { holidayOn } from './workingTime.ts';

/**
 * - `away`: they said so; `until` is their last day of it
 * - `holiday`: the company does not work
 * - `dayOff`: no day of their week
 * - `over`: their hours of today are over since `at`, a time of day
 */
export type Unavailable =
  | { readonly why: 'away'; readonly until: IsoDate }
  | { readonly why: 'holiday'; readonly name: string }
  | { readonly why: 'dayOff' }
  | { readonly why: 'over'; readonly at: string };

/** Their own, else the company's; null: at all hours. */
export function hoursOfPerson(person: RecordBody, settings: SettingsByKey): WorkingHours | null {
  const own = companyHoursSchema.safeParse(person['workingHours']);
  return own.success ? own.data : (settingInForce(settings, 'workingHours') ?? null);
}

/** The last day of the absence in which `on` lies, absences that touch being one; null while they are there. */
export function awayUntil(person: RecordBody, on: IsoDate): IsoDate | null {
  const absences = elementsOf(person, 'daysAway').map((away) => [textOf(away, 'from'), textOf(away, 'to')] as const);
  const lastOf = (day: IsoDate): IsoDate | null =>
    absences
      .flatMap(([from, to]) => (from !== null && to !== null && from <= day && day <= to ? [to] : []))
      .toSorted()
      .at(-1) ?? null;
  let until = lastOf(on);
  for (let next = until; next !== null; next = next < LAST_DAY ? lastOf(addDays(next, 1)) : null) until = next;
  return until;
}

/** No calendar here has a day behind it: whoever is away until then is away for good. */
const LAST_DAY: IsoDate = '9999-12-31';

/** What closes a day for somebody whatever their hours: an absence, then a holiday. */
export function closedOn(
  person: RecordBody,
  settings: SettingsByKey,
  on: IsoDate,
): Extract<Unavailable, { why: 'away' | 'holiday' }> | null {
  const until = awayUntil(person, on);
  if (until !== null) return { why: 'away', until };
  const holiday = holidayOn(settings, on);
  return holiday ? { why: 'holiday', name: holiday.name } : null;
}

/** null for somebody who is there. @param now Asked of the day that runs: whether their hours are over. */
export function unavailableOn(
  person: RecordBody,
  settings: SettingsByKey,
  on: IsoDate,
  now: Instant,
): Unavailable | null {
  const closed = closedOn(person, settings, on);
  const hours = hoursOfPerson(person, settings);
  if (closed !== null || hours === null) return closed;
  if (!hours.weekdays.includes(new Date(on).getUTCDay() || 7)) return { why: 'dayOff' };
  const time = instantToMilliseconds(now);
  if (isoDateFromInstant(now, hours.zone) !== on || openUntil(hours, time) !== null) return null;
  const opens = opensNext(hours, time);
  const isToday = opens !== null && isoDateFromInstant(new Date(opens).toISOString(), hours.zone) === on;
  return isToday ? null : { why: 'over', at: hours.to };
}
