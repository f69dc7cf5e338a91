/** Days of the calendar that is shown, and the days that are stored. */
import {
  endOfMonth,
  endOfWeek,
  parseDate,
  startOfMonth,
  startOfWeek,
  toCalendar,
  type CalendarDate,
} from '@internationalized/date';
import type { IsoDate } from '../../../shared/base/clock.ts';
import { createCalendar } from '../../ui/inputs/dateParts.ts';
import { reactAriaLocale, type Locale } from '../../ui/locale/LocaleProvider.tsx';
import type { CalendarView } from './daySearch.ts';

type Chosen = Pick<Locale, 'language' | 'calendar'>;

/** In the person's calendar. */
export const calendarDay = (on: IsoDate, calendar: Locale['calendar']): CalendarDate =>
  toCalendar(parseDate(on), createCalendar(calendar));

export const isoOf = (day: CalendarDate): IsoDate => toCalendar(day, createCalendar('gregory')).toString();

export const firstDayOfWeek = (calendar: Locale['calendar']): 'sat' | 'mon' => (calendar === 'persian' ? 'sat' : 'mon');

/** What is asked for: whole weeks around a month, so that the days at its edges have theirs too. */
export function rangeOf(
  on: IsoDate,
  view: CalendarView,
  { language, calendar }: Chosen,
): { from: IsoDate; to: IsoDate } {
  if (view === 'day') return { from: on, to: on };
  const locale = reactAriaLocale(language, calendar);
  const day = calendarDay(on, calendar);
  const weekStart = firstDayOfWeek(calendar);
  const [first, last] = view === 'week' ? [day, day] : [startOfMonth(day), endOfMonth(day)];
  return {
    from: isoOf(startOfWeek(first, locale, weekStart)),
    to: isoOf(endOfWeek(last, locale, weekStart)),
  };
}
