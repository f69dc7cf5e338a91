import { CalendarDate } from '@internationalized/date';
import type { CalendarSystem, Language } from '../../../shared/locale/format.ts';
import { reactAriaLocale } from '../locale/LocaleProvider.tsx';
import { createCalendar } from './dateParts.ts';

/** Any year: the names of months do not depend on it. */
const SOME_YEAR = 1400;

/** "اسفند"; null where the calendar has no such month. */
export function monthName(language: Language, calendar: CalendarSystem, month: number): string | null {
  return month < 1 || month > 12 ? null : (monthParts(language, calendar, SOME_YEAR, month)['month'] ?? null);
}

/** "اسفند ۱۴۰۶", "March 2028": month first in both languages, without the era that Intl would add. */
export function monthAndYear(language: Language, calendar: CalendarSystem, year: number, month: number): string {
  const parts = monthParts(language, calendar, year, month);
  return `${parts['month'] ?? ''} ${parts['year'] ?? ''}`;
}

function monthParts(
  language: Language,
  calendar: CalendarSystem,
  year: number,
  month: number,
): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const format = new Intl.DateTimeFormat(reactAriaLocale(language, calendar), {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
  const first = new CalendarDate(createCalendar(calendar), year, month, 1).toDate('UTC');
  return Object.fromEntries(format.formatToParts(first).map(({ type, value }) => [type, value]));
}
