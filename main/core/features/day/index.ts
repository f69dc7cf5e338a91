import { addDays } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { CalendarEntry } from '../../../../shared/contract/day.ts';
import type { CollectionName } from '../../../../shared/domain/record.ts';
import { repeatOf } from '../../../../shared/domain/activities/repeat.ts';
import { WEEKDAYS } from '../../../../shared/domain/activities/visitPlan.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { liveQuery } from '../live.ts';
import { atWork, nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { noticesMethods } from '../notices/index.ts';
import { withMarks } from '../records/marks.ts';
import { requirePermission, requireReadable } from '../rights.ts';
import {
  firstAhead,
  readCalendar,
  readSeriesHeads,
  requireRange,
  type CalendarRange,
  type CalendarTimes,
} from './calendar.ts';
import { calendarToText, type CalendarSeries } from './calendarFile.ts';
import { readDay } from './dayList.ts';
import {
  allPlansQuery,
  customerFactsQuery,
  openActivitiesQuery,
  type ActivityRow,
  type CustomerFactsRow,
  type PlanListRow,
} from './queries.ts';
import { repeatRule } from './repeatRule.ts';
import { arrange, checkIn, checkOut, moveVisit, planVisit, suggestOrder } from './visits.ts';
import { zoneOf } from './zone.ts';

const READABLE: readonly CollectionName[] = ['activities', 'customers'];

export const day = {
  list: atWork.day.list.handler(({ input: { on, of }, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: READABLE,
      dependencies: dependenciesOf(work, ['activities', 'customers', 'salesDocuments', 'serviceRequests', 'reviews']),
      alsoSync: true,
      run: (ends) => readDay(work, { on, of: requireOwnOrBranch(work, of), ...timesOf(context, work) }, ends),
    });
  }),
  calendar: atWork.day.calendar.handler(({ input, context, signal }) => {
    const { work } = context;
    requireRange(input);
    return liveQuery({
      work,
      signal,
      readable: READABLE,
      dependencies: dependenciesOf(work, ['activities', 'customers', 'serviceRequests']),
      run: (ends) => {
        const owner = requireOwnOrBranch(work, input.of);
        return readCalendar(work, { ...input, owner }, timesOf(context, work), ends);
      },
    });
  }),
  notices: noticesMethods.notices,
  tell: noticesMethods.tell,
  plans: atWork.day.plans.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['activities'],
      dependencies: ['activities', 'reviews'],
      alsoSync: true,
      run: async (ends) => {
        const rows = await work.store.readInWorker<PlanListRow>(allPlansQuery, {}, ends);
        return (await withMarks(work, rows, () => 'activities', ends)).map(planRow);
      },
    }),
  ),
  planVisit: atWork.day.planVisit.handler(({ input, context }) => planVisit(context, context.work, input)),
  checkIn: atWork.day.checkIn.handler(({ input, context }) => checkIn(context, context.work, input)),
  checkOut: atWork.day.checkOut.handler(({ input, context }) => checkOut(context, context.work, input)),
  move: atWork.day.move.handler(({ input, context }) => moveVisit(context, context.work, input)),
  arrange: atWork.day.arrange.handler(({ input, context }) => arrange(context, context.work, input)),
  suggestOrder: atWork.day.suggestOrder.handler(({ input, context }) => suggestOrder(context.work, input)),
  calendarFile: atWork.day.calendarFile.handler(({ input, context }) => writeCalendar(context, context.work, input)),
};

/** @throws PeyvandError `permission_denied` for the day of somebody for whom the person does not answer. */
function requireOwnOrBranch(work: Work, of: string | undefined): string {
  const { id, role } = work.person();
  if (of === undefined || of === id) return id;
  requirePermission(work, 'paper.enter');
  const branchOf = (person: string): string | null => {
    const record = work.store.read.record({ collection: 'organisation', id: person });
    return record && !record.deleted ? textOf(record.body, 'branchId') : null;
  };
  if (role === 'branchManager' && (branchOf(of) === null || branchOf(of) !== branchOf(id)))
    throw createError('permission_denied', { reason: 'branch_day' });
  return of;
}

/** Whom orders do not reach, they do not move either. */
const dependenciesOf = (work: Work, collections: readonly CollectionName[]): CollectionName[] =>
  collections.filter((collection) => mayRead(work.person().role, collection));

const timesOf = (context: CoreContext, work: Work): CalendarTimes => ({
  now: nowOf(context),
  today: todayOf(context, work),
  timeZone: zoneOf(context, work),
});

function planRow({ body, ...row }: Awaited<ReturnType<typeof withMarks<PlanListRow>>>[number]) {
  const read = JSON.parse(body) as RecordBody;
  const chosen = new Set(textsOf(read, 'weekdays'));
  return {
    ...row,
    ownerId: row.ownerId ?? '',
    subject: textOf(read, 'subject') ?? '',
    weekdays: WEEKDAYS.filter((weekday) => chosen.has(weekday)),
    startsOn: textOf(read, 'startsOn') ?? '',
    endsOn: textOf(read, 'endsOn'),
    stopCount: elementsOf(read, 'stops').length,
  };
}

/** One's own days are no list of customers: no grant is asked for. What is taken is noted, and holds no way to reach anybody. */
async function writeCalendar(context: CoreContext, work: Work, range: CalendarRange) {
  requireRange(range);
  requireReadable(work, READABLE);
  const times = timesOf(context, work);
  const owner = work.person().id;
  const read = await readCalendar(work, { ...range, owner }, times, work.ended);
  const series = seriesOf(
    read,
    await readSeriesHeads(work, { owner, until: dayBounds(range.to, times.timeZone).until }),
    times,
  );
  const ofSeries = new Set(series.map(({ entry }) => entry.recordId));
  const entries = read.filter(({ state, recordId }) => state !== 'ahead' || !ofSeries.has(recordId));
  const shown = [...entries, ...series.map(({ entry }) => entry)];
  const ids = [...new Set(shown.flatMap(({ customerId }) => (customerId === null ? [] : [customerId])))];
  const customers = await work.store.readInWorker<CustomerFactsRow>(
    customerFactsQuery,
    { ids: JSON.stringify(ids) },
    work.ended,
  );
  const reminders = await work.store.readInWorker<ActivityRow>(
    openActivitiesQuery,
    {
      owner,
      plannedFrom: dayBounds(range.from, times.timeZone).from,
      until: dayBounds(range.to, times.timeZone).until,
      remindUntil: dayBounds(addDays(range.to, 1), times.timeZone).until,
    },
    work.ended,
  );
  work.audit.write('calendar.written', { from: range.from, to: range.to, entries: entries.length });
  const text = calendarToText({
    entries,
    series,
    cities: new Map(customers.flatMap(({ id, city }) => (city === null ? [] : [[id, city] as const]))),
    reminders: new Map(reminders.map(({ id, body }) => [id, textOf(JSON.parse(body) as RecordBody, 'remindAt') ?? ''])),
    personName: work.person().name,
    language: context.preferences.read().language,
    now: times.now,
    timeZone: times.timeZone,
  });
  const count = entries.length + series.length;
  return { fileName: `peyvand-calendar-${range.from}-${range.to}.ics`, text, entries: count };
}

/**
 * Rules that the file can say, of what stands ahead in it; days of others are written one by one. A rule begins on the first day from today on, also before the
 * file does: whoever reads it in has the whole series by one name, and a later first day would take the days before it away.
 */
function seriesOf(
  entries: readonly CalendarEntry[],
  heads: readonly ActivityRow[],
  { today, timeZone }: CalendarTimes,
): CalendarSeries[] {
  const ahead = new Set(entries.flatMap(({ state, recordId }) => (state === 'ahead' ? [recordId] : [])));
  return heads.flatMap((head) => {
    if (!ahead.has(head.id)) return [];
    const repeat = repeatOf(JSON.parse(head.body) as RecordBody);
    const entry = firstAhead(head, today, timeZone);
    const rule = repeat && entry && repeatRule({ ...repeat, slot: entry.on }, entry.at === null);
    return entry && rule ? [{ entry, rule }] : [];
  });
}
