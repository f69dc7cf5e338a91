/** What one planned and did from one day to another, as a calendar shows it and as it is written into a file. */
import { isoDateFromInstant, type Instant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { CalendarEntry } from '../../../../shared/contract/day.ts';
import { integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { daysBetween } from '../../../../shared/domain/activities/dueVisits.ts';
import { nextSlot, repeatOf, slotsBetween } from '../../../../shared/domain/activities/repeat.ts';
import { seriesOf, taskOn } from '../../../../shared/domain/activities/repeatedTask.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { hasNext } from '../activities/repeating.ts';
import type { Work } from '../procedures.ts';
import { jobsQuery, repeatingTasksQuery, spanQuery, type ActivityRow, type JobRow } from './queries.ts';

export interface CalendarRange {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

export interface CalendarTimes {
  readonly now: Instant;
  readonly today: IsoDate;
  readonly timeZone: string;
}

const DAYS_MAXIMUM = 93;

/** @throws PeyvandError `invalid_input` for a range that ends before it begins or is longer than a quarter of a year. */
export function requireRange({ from, to }: CalendarRange): void {
  const days = daysBetween(from, to);
  if (days < 0 || days >= DAYS_MAXIMUM) throw createError('invalid_input', { reason: 'range', most: DAYS_MAXIMUM });
}

export async function readCalendar(
  work: Work,
  { from, to, owner }: CalendarRange & { readonly owner: string },
  { now, today, timeZone }: CalendarTimes,
  signal?: AbortSignal,
): Promise<CalendarEntry[]> {
  const { role } = work.person();
  const first = dayBounds(from, timeZone).from;
  const [activities, heads, jobs] = await Promise.all([
    work.store.readInWorker<ActivityRow>(
      spanQuery,
      { owner, from: first, plannedFrom: first, until: dayBounds(to, timeZone).until },
      signal,
    ),
    readSeriesHeads(work, { owner, until: dayBounds(to, timeZone).until }, signal),
    mayRead(role, 'serviceRequests')
      ? work.store.readInWorker<JobRow>(jobsQuery, { owner, firstDay: from, lastDay: to, open: 0 }, signal)
      : [],
  ]);
  const entries = [
    ...activities.map((row) => activityEntry(row, now, timeZone)),
    ...heads.flatMap((row) => entriesAhead(row, { from: today > from ? today : from, to }, timeZone)),
    ...jobs.map((row) => jobEntry(row, today)),
  ];
  return entries
    .filter((entry) => entry !== null)
    .filter(({ on }) => on >= from && on <= to)
    .toSorted((one, other) => compareText(sortKey(one), sortKey(other)));
}

/** Tasks from which the next of their rule will come: not done, and nothing stands behind them yet. */
export async function readSeriesHeads(
  work: Work,
  parameters: { readonly owner: string; readonly until: Instant },
  signal?: AbortSignal,
): Promise<ActivityRow[]> {
  const rows = await work.store.readInWorker<ActivityRow>(repeatingTasksQuery, parameters, signal);
  return rows.filter(({ id }) => !hasNext(work, id));
}

/** Where it will stand, if each is done in its time. */
function entriesAhead(row: ActivityRow, { from, to }: CalendarRange, timeZone: string): CalendarEntry[] {
  const repeat = repeatOf(JSON.parse(row.body) as RecordBody);
  return repeat === null ? [] : entriesOn(row, slotsBetween(repeat, from, to), timeZone);
}

/** Where it will stand first, not before `earliest`, if it is done in its time. */
export function firstAhead(row: ActivityRow, earliest: IsoDate, timeZone: string): CalendarEntry | null {
  const repeat = repeatOf(JSON.parse(row.body) as RecordBody);
  const slot = repeat && nextSlot(repeat, earliest);
  return slot === null ? null : (entriesOn(row, [slot], timeZone)[0] ?? null);
}

function entriesOn(row: ActivityRow, slots: readonly IsoDate[], timeZone: string): CalendarEntry[] {
  const body = JSON.parse(row.body) as RecordBody;
  const repeat = repeatOf(body);
  if (repeat === null) return [];
  return slots.flatMap((slot) => {
    const task = taskOn(body, slot, timeZone);
    return task === null
      ? []
      : {
          id: `${row.id} ${slot}`,
          recordId: row.id,
          collection: 'activities' as const,
          kind: row.kind,
          subject: textOf(body, 'subject') ?? '',
          customerId: row.customerId,
          customerName: row.customerName,
          on: slot,
          at: task['anyTime'] === true ? null : textOf(task, 'plannedAt'),
          minutes: integerOf(body, 'durationMinutes'),
          state: 'ahead' as const,
          series: { id: seriesOf(row.id, repeat), slot },
        };
  });
}

function activityEntry(row: ActivityRow, now: Instant, timeZone: string): CalendarEntry | null {
  const body = JSON.parse(row.body) as RecordBody;
  const happenedAt = textOf(body, 'happenedAt');
  const instant = happenedAt ?? textOf(body, 'plannedAt');
  if (instant === null) return null;
  const isAnyTime = happenedAt === null && body['anyTime'] === true;
  const on = isoDateFromInstant(instant, timeZone);
  const repeat = repeatOf(body);
  const isLate = isAnyTime ? on < isoDateFromInstant(now, timeZone) : instant < now;
  return {
    id: row.id,
    recordId: row.id,
    collection: 'activities',
    kind: row.kind,
    subject: textOf(body, 'subject') ?? '',
    customerId: row.customerId,
    customerName: row.customerName,
    on,
    at: isAnyTime ? null : instant,
    minutes: integerOf(body, 'durationMinutes'),
    state: happenedAt !== null ? 'done' : isLate ? 'overdue' : 'planned',
    series: repeat && { id: seriesOf(row.id, repeat), slot: repeat.slot },
  };
}

function jobEntry(row: JobRow, today: IsoDate): CalendarEntry | null {
  if (row.plannedOn === null) return null;
  return {
    id: row.id,
    recordId: row.id,
    collection: 'serviceRequests',
    kind: row.kind,
    subject: row.subject ?? '',
    customerId: row.customerId,
    customerName: row.customerName,
    on: row.plannedOn,
    at: null,
    minutes: null,
    state: row.plannedOn < today ? 'overdue' : 'planned',
    series: null,
  };
}

/** Of a day, what has no hour comes first. */
const sortKey = ({ on, at, id }: CalendarEntry): string => `${on} ${at ?? ''} ${id}`;
const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
