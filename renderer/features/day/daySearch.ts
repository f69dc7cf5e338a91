/** What the addresses of the day and the calendar carry. */
import { isIsoDate, type IsoDate } from '../../../shared/base/clock.ts';

export interface DaySearch {
  /** Another day than today. */
  readonly on?: IsoDate | undefined;
  /** Somebody else's day, to look at. */
  readonly of?: string | undefined;
}

const PERSON = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export const readDaySearch = (search: Record<string, unknown>): DaySearch => ({
  ...(isIsoDate(search['on']) ? { on: search['on'] } : {}),
  ...(typeof search['of'] === 'string' && PERSON.test(search['of']) ? { of: search['of'] } : {}),
});

export const CALENDAR_VIEWS = ['month', 'week', 'day'] as const;
export type CalendarView = (typeof CALENDAR_VIEWS)[number];

export interface CalendarSearch extends DaySearch {
  /** A month when nothing is said. */
  readonly view?: Exclude<CalendarView, 'month'> | undefined;
}

export const readCalendarSearch = (search: Record<string, unknown>): CalendarSearch => ({
  ...readDaySearch(search),
  ...(search['view'] === 'week' || search['view'] === 'day' ? { view: search['view'] } : {}),
});
