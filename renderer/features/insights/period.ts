/** The period that a question is about, as it stands in the address. */
import { endOfMonth, GregorianCalendar, parseDate, startOfYear, toCalendar } from '@internationalized/date';
import { addDays, isIsoDate, type IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { createCalendar } from '../../ui/inputs/dateParts.ts';
import { monthOf } from '../salesCredits/monthOf.ts';

export const PERIODS = ['all', 'year', 'twelveMonths', 'quarter', 'month', 'own'] as const;
export type Period = (typeof PERIODS)[number];

export interface PeriodSearch {
  readonly period?: Period | undefined;
  /** Of one's own period. */
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
}

export function readPeriodSearch(search: Record<string, unknown>): PeriodSearch {
  const period = PERIODS.find((known) => known === search['period']);
  const { from, to } = search;
  return {
    ...(period ? { period } : {}),
    ...(isIsoDate(from) ? { from } : {}),
    ...(isIsoDate(to) ? { to } : {}),
  };
}

/** Months and years are those of the person's calendar. */
export function daysOf(
  search: PeriodSearch,
  usual: Period,
  today: IsoDate,
  calendar: CalendarSystem,
): { from?: IsoDate; to?: IsoDate } {
  switch (search.period ?? usual) {
    case 'all':
      return {};
    case 'month': {
      const { from, to } = monthOf(today, calendar);
      return { from, to };
    }
    case 'twelveMonths':
      return { from: addDays(today, -364), to: today };
    case 'quarter':
      return { from: addDays(today, -89), to: today };
    case 'year': {
      const first = startOfYear(toCalendar(parseDate(today), createCalendar(calendar)));
      const last = endOfMonth(first.set({ month: first.calendar.getMonthsInYear(first) }));
      const gregorian = new GregorianCalendar();
      return { from: toCalendar(first, gregorian).toString(), to: toCalendar(last, gregorian).toString() };
    }
    case 'own':
      return {
        ...(search.from === undefined ? {} : { from: search.from }),
        ...(search.to === undefined ? {} : { to: search.to }),
      };
  }
}
