/** What the address of the insights carries: the question, and the figure whose records are shown. */
import type { IsoDate } from '../../../shared/base/clock.ts';
import { INSIGHTS, type InsightGroup, type InsightMeasure } from '../../../shared/contract/insights.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { daysOf, readPeriodSearch, type PeriodSearch } from './period.ts';

export interface InsightSearch extends PeriodSearch {
  readonly measure?: InsightMeasure | undefined;
  readonly by?: InsightGroup | undefined;
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
  const { key } = search;
  return {
    ...(measure ? { measure } : {}),
    ...(by ? { by } : {}),
    ...readPeriodSearch(search),
    ...(typeof key === 'string' ? { key } : {}),
  };
}

/** The question in full: without a word in the address, sales by seller of all time. */
export function questionOf(search: InsightSearch, today: IsoDate, calendar: CalendarSystem): InsightQuestion {
  const measure = search.measure ?? 'sales';
  return { measure, by: search.by ?? 'seller', ...daysOf(search, 'all', today, calendar) };
}
