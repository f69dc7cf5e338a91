/** Months of a person's calendar, as the days between which they lie. */
import { addDays, type IsoDate } from '../base/clock.ts';
import type { CalendarSystem } from './format.ts';

export interface Month {
  /** Its first and its last day. */
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** More days than any month has, and fewer than two. */
const INTO_THE_NEXT = 32;

/** Those in which a day of the period lies, in their order; at most `most`, the last ones. */
export function monthsBetween(from: IsoDate, to: IsoDate, calendar: CalendarSystem, most: number): Month[] {
  const months: Month[] = [];
  let month = monthOfDay(to, calendar);
  while (month.to >= from && months.length < most) {
    months.unshift(month);
    month = monthOfDay(addDays(month.from, -1), calendar);
  }
  return months;
}

export function monthOfDay(day: IsoDate, calendar: CalendarSystem): Month {
  const from = firstDay(day, calendar);
  return { from, to: addDays(firstDay(addDays(from, INTO_THE_NEXT), calendar), -1) };
}

function firstDay(day: IsoDate, calendar: CalendarSystem): IsoDate {
  const dayOfMonth = FORMATS[calendar].formatToParts(new Date(`${day}T00:00:00Z`)).find(({ type }) => type === 'day');
  return addDays(day, 1 - Number(dayOfMonth?.value));
}

const formatOf = (calendar: CalendarSystem): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone: 'UTC',
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
  });
const FORMATS: Readonly<Record<CalendarSystem, Intl.DateTimeFormat>> = {
  persian: formatOf('persian'),
  gregory: formatOf('gregory'),
};
