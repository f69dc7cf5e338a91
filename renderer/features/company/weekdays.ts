/** Days of the week by their ISO numbers, 1 = Monday. */
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';

const FROM_SATURDAY = [6, 7, 1, 2, 3, 4, 5] as const;
const FROM_MONDAY = [1, 2, 3, 4, 5, 6, 7] as const;
/** The first of January 2024 was a Monday. */
const SOME_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MILLISECONDS = 86_400_000;

/** As the person's calendar begins its weeks. */
export const weekdaysInOrder = ({ calendar }: Pick<Locale, 'calendar'>): readonly number[] =>
  calendar === 'persian' ? FROM_SATURDAY : FROM_MONDAY;

export const weekdayName = ({ language }: Pick<Locale, 'language'>, day: number): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(
    SOME_MONDAY + (day - 1) * DAY_MILLISECONDS,
  );
