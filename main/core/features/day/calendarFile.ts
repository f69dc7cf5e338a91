/** One's own calendar as an iCalendar file: what is planned and done, with whom and in which city. No telephone numbers, no notes, no amounts. */
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus, type ICalEvent } from 'ical-generator';
import { addDays, isoDateFromInstant, type Instant } from '../../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../../shared/contract/day.ts';
import type { Language } from '../../../../shared/locale/format.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';

export interface CalendarFileOptions {
  readonly entries: readonly CalendarEntry[];
  /** Tasks that repeat, each from its next day on. */
  readonly series: readonly CalendarSeries[];
  /** Customers' cities by their ids. */
  readonly cities: ReadonlyMap<string, string>;
  /** Instants at which the person wants to be reminded, by activity. */
  readonly reminders: ReadonlyMap<string, Instant>;
  readonly personName: string;
  readonly language: Language;
  readonly now: Instant;
  /** Where the company is. */
  readonly timeZone: string;
}

export interface CalendarSeries {
  /** As it stands on the first day of the rule. */
  readonly entry: CalendarEntry;
  /** RRULE, for an event that begins on that day. */
  readonly rule: string;
}

/** Where nobody has said how long something takes. */
const USUAL_MINUTES = 30;
const MINUTE = 60_000;

/** Lines are folded at 75 octets and end with CRLF, texts escaped, instants in UTC (RFC 5545), all by the library. */
export function calendarToText(options: CalendarFileOptions): string {
  const { entries, series, cities, reminders, personName, language, now, timeZone } = options;
  const t = createTranslator(language);
  const calendar = ical({
    name: `${t('app.name')} · ${personName}`,
    prodId: { company: 'Peyvand', product: 'Peyvand', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  const addEvent = (entry: CalendarEntry, uid: string): ICalEvent => {
    const { at, on, customerId, customerName, state } = entry;
    const kind = t.maybe(`kind.${entry.kind}`) ?? entry.kind;
    const about = [customerName, entry.subject].filter((part) => part !== null && part !== '' && part !== kind);
    const event = calendar.createEvent({
      // Read in again, an entry takes its own place instead of a second one: also a day of a series that was ahead and has its task now, and a series whose first
      // day ahead is another by now.
      id: `${uid}@peyvand`,
      stamp: new Date(now),
      start: new Date(at ?? on),
      end: new Date(at === null ? addDays(on, 1) : Date.parse(at) + (entry.minutes ?? USUAL_MINUTES) * MINUTE),
      allDay: at === null,
      summary: [kind, ...about].join(': '),
      status: state === 'done' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
    });
    const city = customerId === null ? undefined : cities.get(customerId);
    if (city !== undefined) event.location(city);
    return event;
  };
  const given = new Set<string>();
  for (const entry of entries) {
    const ofSeries = entry.series === null ? entry.id : `${entry.series.id}.${entry.series.slot}`;
    // Of two tasks that stand on one slot, the rule having gone back to it, the second goes by its own id.
    const event = addEvent(entry, given.has(ofSeries) ? entry.id : ofSeries);
    given.add(ofSeries);
    const remindAt = reminders.get(entry.id);
    if (remindAt !== undefined && entry.state !== 'done')
      event.createAlarm({ type: ICalAlarmType.display, trigger: new Date(remindAt) });
  }
  for (const { entry, rule } of series) {
    const event = addEvent(entry, `${entry.series?.id ?? entry.recordId}.next`);
    // Days of the week and the month are the reader's own, so that its hour must be too: no zone, the hour of the clock.
    if (entry.at !== null) {
      const hour = wallClock(entry.at, timeZone);
      event
        .start(hour)
        .end(new Date(hour.getTime() + (entry.minutes ?? USUAL_MINUTES) * MINUTE))
        .floating(true);
    }
    event.repeating(rule);
  }
  return calendar.toString();
}

/** The hour of the clock in that zone, as the library takes one that is written without a zone. */
function wallClock(instant: Instant, timeZone: string): Date {
  const day = isoDateFromInstant(instant, timeZone);
  return new Date(Date.parse(day) + Date.parse(instant) - Date.parse(dayBounds(day, timeZone).from));
}
