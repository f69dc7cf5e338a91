/** One's own calendar as an iCalendar file: what is planned and done, with whom and in which city. No telephone numbers, no notes, no amounts. */
import ical, { ICalAlarmType, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import { addDays, type Instant } from '../../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../../shared/contract/day.ts';
import type { Language } from '../../../../shared/locale/format.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';

export interface CalendarFileOptions {
  readonly entries: readonly CalendarEntry[];
  /** Customers' cities by their ids. */
  readonly cities: ReadonlyMap<string, string>;
  /** Instants at which the person wants to be reminded, by activity. */
  readonly reminders: ReadonlyMap<string, Instant>;
  readonly personName: string;
  readonly language: Language;
  readonly now: Instant;
}

/** Where nobody has said how long something takes. */
const USUAL_MINUTES = 30;
const MINUTE = 60_000;

/** Lines are folded at 75 octets and end with CRLF, texts escaped, instants in UTC (RFC 5545), all by the library. */
export function calendarToText(options: CalendarFileOptions): string {
  const { entries, cities, reminders, personName, language, now } = options;
  const t = createTranslator(language);
  const calendar = ical({
    name: `${t('app.name')} · ${personName}`,
    prodId: { company: 'Peyvand', product: 'Peyvand', language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
  });
  for (const entry of entries) {
    const { id, at, on, customerId, customerName, state } = entry;
    const kind = t.maybe(`kind.${entry.kind}`) ?? entry.kind;
    const about = [customerName, entry.subject].filter((part) => part !== null && part !== '' && part !== kind);
    const event = calendar.createEvent({
      // Read in again, an entry takes its own place instead of a second one.
      id: `${id}@peyvand`,
      stamp: new Date(now),
      start: new Date(at ?? on),
      end: new Date(at === null ? addDays(on, 1) : Date.parse(at) + (entry.minutes ?? USUAL_MINUTES) * MINUTE),
      allDay: at === null,
      summary: [kind, ...about].join(': '),
      status: state === 'done' ? ICalEventStatus.CONFIRMED : ICalEventStatus.TENTATIVE,
    });
    const city = customerId === null ? undefined : cities.get(customerId);
    if (city !== undefined) event.location(city);
    const remindAt = reminders.get(id);
    if (remindAt !== undefined && state !== 'done')
      event.createAlarm({ type: ICalAlarmType.display, trigger: new Date(remindAt) });
  }
  return calendar.toString();
}
