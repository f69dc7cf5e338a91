/** What the address of the causes carries: the question, and the figure whose requests or returns are shown. */
import type { IsoDate } from '../../../shared/base/clock.ts';
import { CAUSE_GROUPS, CAUSES_OF, type CauseGroup, type CausesOf } from '../../../shared/contract/causes.ts';
import type { CalendarSystem } from '../../../shared/locale/format.ts';
import { daysOf, readPeriodSearch, type Period, type PeriodSearch } from '../insights/period.ts';

export interface CauseSearch extends PeriodSearch {
  readonly of?: CausesOf | undefined;
  readonly by?: CauseGroup | undefined;
  readonly cause?: string | undefined;
  /** The figure that is opened; '' is what is not known. */
  readonly key?: string | undefined;
}

export interface CauseQuestion {
  readonly of: CausesOf;
  readonly by: CauseGroup;
  readonly calendar: CalendarSystem;
  readonly from?: IsoDate;
  readonly to?: IsoDate;
  readonly cause?: string;
}

export const USUAL_PERIOD: Period = 'twelveMonths';
const LONGEST_CAUSE = 60;

export function readCauseSearch(search: Record<string, unknown>): CauseSearch {
  const of = CAUSES_OF.find((known) => known === search['of']);
  const by = CAUSE_GROUPS.find((known) => known === search['by']);
  const { cause, key } = search;
  return {
    ...(of ? { of } : {}),
    ...(by ? { by } : {}),
    ...readPeriodSearch(search),
    ...(typeof cause === 'string' && cause !== '' && cause.length <= LONGEST_CAUSE ? { cause } : {}),
    ...(typeof key === 'string' ? { key } : {}),
  };
}

/** The question in full: without a word in the address, causes of requests of the last twelve months. */
export function questionOf(search: CauseSearch, today: IsoDate, calendar: CalendarSystem): CauseQuestion {
  const by = search.by ?? 'cause';
  return {
    of: search.of ?? 'requests',
    by,
    calendar,
    ...daysOf(search, USUAL_PERIOD, today, calendar),
    // Of one cause alone there is nothing to be counted by cause.
    ...(search.cause === undefined || by === 'cause' ? {} : { cause: search.cause }),
  };
}
