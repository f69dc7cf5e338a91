/** What the address of the insights carries: the question, and the figure whose records are shown. */
import { endOfMonth, GregorianCalendar, parseDate, startOfYear, toCalendar } from '@internationalized/date';
import { addDays, isIsoDate, type IsoDate } from '../../../shared/base/clock.ts';
import { INSIGHTS, type InsightGroup, type InsightMeasure } from '../../../shared/contract/insights.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { createCalendar } from '../../ui/inputs/dateParts.ts';
import { monthOf } from '../salesCredits/monthOf.ts';

export const PERIODS = ['all', 'year', 'quarter', 'month', 'own'] as const;
export type Period = (typeof PERIODS)[number];

export interface InsightSearch {
  readonly measure?: InsightMeasure | undefined;
  readonly by?: InsightGroup | undefined;
  readonly period?: Period | undefined;
  readonly from?: IsoDate | undefined;
  readonly to?: IsoDate | undefined;
  /** The figure that is opened; '' is what is not known. */
  readonly key?: string | undefined;
}

export interface InsightQuestion {
  readonly measure: InsightMeasure;
  readonly by: InsightGroup;
  readonly from?: IsoDate;
  readonly to?: IsoDate;
}

export function readInsightSearch(search: Record<string, unknown>): InsightSearch {
  const measure = search['measure'] === 'won' ? 'won' : undefined;
  const by = INSIGHTS[measure ?? 'sales'].find((group) => group === search['by']);
  const period = PERIODS.find((known) => known === search['period']);
  const { from, to, key } = search;
  return {
    ...(measure ? { measure } : {}),
    ...(by ? { by } : {}),
    ...(period ? { period } : {}),
    ...(isIsoDate(from) ? { from } : {}),
    ...(isIsoDate(to) ? { to } : {}),
    ...(typeof key === 'string' ? { key } : {}),
  };
}

/** The question in full: without a word in the address, sales by seller of all time. */
export function questionOf(search: InsightSearch, today: IsoDate, calendar: CalendarSystem): InsightQuestion {
  const measure = search.measure ?? 'sales';
  return { measure, by: search.by ?? 'seller', ...daysOf(search, today, calendar) };
}

/** Months and years are those of the person's calendar. */
function daysOf(search: InsightSearch, today: IsoDate, calendar: CalendarSystem): { from?: IsoDate; to?: IsoDate } {
  switch (search.period ?? 'all') {
    case 'all':
      return {};
    case 'month': {
      const { from, to } = monthOf(today, calendar);
      return { from, to };
    }
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
