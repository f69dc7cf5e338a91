/** One person's day, put together: what stands in records, who is due beside it, and the order in which one would go. */
import {
  addDays,
  instantFromMilliseconds,
  isoDateFromInstant,
  type Instant,
  type IsoDate,
} from '../../../../shared/base/clock.ts';
import type { DayJob, DayList, DayTask, DayVisit } from '../../../../shared/contract/day.ts';
import { TASK_PRIORITIES } from '../../../../shared/domain/activities/activity.ts';
import {
  expectedTimes,
  lengthLeft,
  orderOfDay,
  type OrderedVisit,
} from '../../../../shared/domain/activities/dayOrder.ts';
import {
  dueVisit,
  inOrderOfNeed,
  rhythmsOn,
  type DueVisit,
  type Rhythms,
} from '../../../../shared/domain/activities/dueVisits.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { closedOn } from '../../../../shared/domain/organisation/availability.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { standingOf } from '../customers/family.ts';
import type { Work } from '../procedures.ts';
import { withMarks, type Marked } from '../records/marks.ts';
import { readSeriesHeads } from './calendar.ts';
import { readFacts, type CustomerFacts } from './customerFacts.ts';
import {
  dueByClassQuery,
  dueByNameQuery,
  jobsQuery,
  ownPlansQuery,
  spanQuery,
  type ActivityRow,
  type DueRow,
  type JobRow,
  type PlanRow,
} from './queries.ts';

export interface DayOptions {
  readonly on: IsoDate;
  /** Whose day it is. */
  readonly of: string;
  readonly today: IsoDate;
  readonly now: Instant;
  readonly timeZone: string;
}

/** Planned and not done for longer than this, it is no longer brought along from day to day. */
export const CARRIED_DAYS = 30;

export async function readDay(work: Work, options: DayOptions, signal: AbortSignal): Promise<DayList> {
  const { on, of: owner, today, timeZone } = options;
  const { role } = work.person();
  const { from, until } = dayBounds(on, timeZone);
  const plannedFrom = on === today ? dayBounds(addDays(today, -CARRIED_DAYS), timeZone).from : from;
  const read = <Row>(sql: string, parameters: Readonly<Record<string, string | number>>): Promise<Row[]> =>
    work.store.readInWorker<Row>(sql, parameters, signal);

  const [plans, ofSpan, heads, jobs] = await Promise.all([
    read<PlanRow>(ownPlansQuery, { owner }).then((rows) => rows.map(({ body }) => JSON.parse(body) as RecordBody)),
    read<ActivityRow>(spanQuery, { owner, from, until, plannedFrom }),
    on === today ? readSeriesHeads(work, { owner, until }, signal) : [],
    mayRead(role, 'serviceRequests')
      ? read<JobRow>(jobsQuery, { owner, firstDay: on, lastDay: on, open: on === today ? 1 : 0 })
      : [],
  ]);
  const known = new Set(ofSpan.map(({ id }) => id));
  // Of a task that repeats the one that is open is the whole series: however long it was missed, it is never passed by.
  const activities = [...ofSpan, ...heads.filter(({ id }) => !known.has(id))];
  const marked = await withMarks(work, activities, () => 'activities', signal);
  const planned = marked
    .filter(({ kind }) => kind === 'visit')
    .map((row) => ({ row, body: JSON.parse(row.body) as RecordBody }));
  const rhythms = rhythmsOn(plans, on);
  const closed = closedOn(personOf(work, owner), work.settings.all(), on);
  const owed = on < today || !rhythms.isWorkday || closed !== null ? [] : await readDue(work, rhythms, options, signal);
  const visited = new Set(planned.map(({ row }) => row.customerId));
  const due = owed.filter(({ customerId }) => !visited.has(customerId));
  const shown = due.slice(0, Math.max(0, rhythms.visitsPerDay - planned.length));

  const customerIds = [...visited, ...shown.map(({ customerId }) => customerId)].filter((id) => id !== null);
  const facts = await readFacts(work, customerIds, signal);
  const visits = orderOfDay([
    ...planned.map(({ row, body }) => plannedVisit(row, body, facts.get(row.customerId ?? ''), options)),
    ...shown.map((visit) => visitOwed(visit, facts.get(visit.customerId))),
  ]);
  const expected = expectedTimes(visits, {
    from: laterOf(on === today ? options.now : from, atMinute(from, rhythms.startMinute)),
    visitMinutes: rhythms.visitMinutes,
  });
  return {
    on,
    today,
    isPlanned: plans.length === 0 ? null : rhythms.isWorkday,
    visits: visits.map((visit) => rowOf(visit, expected.get(visit.id) ?? null)),
    closed,
    moreDue: Math.max(0, due.length - shown.length),
    metresLeft: Math.round(lengthLeft(visits)),
    tasks: marked
      .filter(({ kind }) => kind !== 'visit' && kind !== 'note')
      .map(taskOf)
      .toSorted(inOrderOfTasks),
    jobs: (await withMarks(work, jobs, () => 'serviceRequests', signal)).map(jobOf),
  };
}

const personOf = (work: Work, id: string): RecordBody =>
  work.store.read.record({ collection: 'organisation', id })?.body ?? {};

/** That many minutes after the day began; where a clock is set on that day, an hour off. */
export const atMinute = (startOfDay: Instant, minute: number): Instant =>
  instantFromMilliseconds(Date.parse(startOfDay) + minute * 60_000);

/** Who is owed a visit, the most urgent first: found by the indexes, judged by the rule. */
async function readDue(work: Work, planned: Rhythms, options: DayOptions, signal: AbortSignal): Promise<DueVisit[]> {
  const rhythms = ofStanding(work, planned);
  const { on, timeZone } = options;
  const parameters = {
    until: dayBounds(on, timeZone).until,
    plannedFrom: dayBounds(addDays(options.today, -CARRIED_DAYS), timeZone).from,
    rhythms: JSON.stringify(Object.fromEntries(rhythms.byClass)),
  };
  const named = [...rhythms.byCustomer].filter(([, days]) => days !== null);
  const [byClass, byName] = await Promise.all([
    rhythms.byClass.size === 0
      ? []
      : work.store.readInWorker<DueRow>(
          dueByClassQuery,
          { ...parameters, owner: options.of, named: JSON.stringify([...rhythms.byCustomer.keys()]) },
          signal,
        ),
    named.length === 0
      ? []
      : work.store.readInWorker<DueRow>(
          dueByNameQuery,
          // A day is less than any rhythm: the rule itself looks at the class.
          {
            until: parameters.until,
            plannedFrom: parameters.plannedFrom,
            named: JSON.stringify(Object.fromEntries(named.map(([id, days]) => [id, days === 'class' ? 1 : days]))),
          },
          signal,
        ),
  ]);
  const visits = [...byClass, ...byName].flatMap((row) => {
    const lastVisitOn = row.lastVisitAt === null ? null : isoDateFromInstant(row.lastVisitAt, timeZone);
    const visit = dueVisit(rhythms, on, { customerId: row.id, name: row.name ?? '', class: row.class, lastVisitOn });
    return visit === null ? [] : [visit];
  });
  return inOrderOfNeed(visits);
}

/** A plan may name a customer for whom another one stands since a merge: that one is visited. */
function ofStanding(work: Work, rhythms: Rhythms): Rhythms {
  const standing = standingOf(work, [...rhythms.byCustomer.keys()]);
  return {
    ...rhythms,
    byCustomer: new Map([...rhythms.byCustomer].map(([id, days]) => [standing.get(id) ?? id, days])),
  };
}

interface VisitInOrder extends OrderedVisit {
  readonly rest: Omit<
    DayVisit,
    'id' | 'name' | 'state' | 'position' | 'agreedAt' | 'happenedAt' | 'expectedAt' | 'isByHand'
  >;
}

function plannedVisit(
  row: Marked<ActivityRow>,
  body: RecordBody,
  facts: CustomerFacts | undefined,
  { on, timeZone }: DayOptions,
): VisitInOrder {
  const happenedAt = textOf(body, 'happenedAt');
  const checkedInAt = textOf(body, 'checkedInAt');
  const plannedAt = textOf(body, 'plannedAt');
  const plannedOn = plannedAt === null ? null : isoDateFromInstant(plannedAt, timeZone);
  const isLate = plannedOn !== null && plannedOn < on && happenedAt === null;
  const lastVisitAt = facts?.lastVisitAt ?? null;
  return {
    id: row.id,
    name: facts?.name ?? textOf(body, 'subject') ?? '',
    position: facts?.position ?? null,
    state: happenedAt !== null ? 'done' : checkedInAt !== null ? 'here' : 'planned',
    agreedAt: isLate || body['anyTime'] === true ? null : plannedAt,
    happenedAt: happenedAt ?? checkedInAt,
    routeOrder: isLate ? null : textOf(body, 'routeOrder'),
    rest: {
      activityId: row.id,
      customerId: row.customerId,
      subject: textOf(body, 'subject'),
      plannedOn: isLate ? plannedOn : null,
      rhythm: null,
      lastVisitOn: lastVisitAt === null ? null : isoDateFromInstant(lastVisitAt, timeZone),
      ...placeWords(facts),
      checkedInAt,
      checkedOutAt: textOf(body, 'checkedOutAt'),
      outcome: textOf(body, 'outcome'),
      noOrderReason: textOf(body, 'noOrderReason'),
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    },
  };
}

function visitOwed(
  { customerId, name, lastVisitOn, ...rhythm }: DueVisit,
  facts: CustomerFacts | undefined,
): VisitInOrder {
  const { rule, everyDays, lateDays } = rhythm;
  return {
    id: customerId,
    name,
    position: facts?.position ?? null,
    state: 'due',
    agreedAt: null,
    happenedAt: null,
    routeOrder: null,
    rest: {
      activityId: null,
      customerId,
      subject: null,
      plannedOn: null,
      rhythm: { rule, class: rhythm.class, everyDays, lateDays },
      lastVisitOn,
      ...placeWords(facts),
      checkedInAt: null,
      checkedOutAt: null,
      outcome: null,
      noOrderReason: null,
      pending: false,
      held: null,
      needsYou: false,
    },
  };
}

const placeWords = (facts: CustomerFacts | undefined): Pick<DayVisit, 'city' | 'street' | 'phone' | 'lastOrder'> => ({
  city: facts?.city ?? null,
  street: facts?.street ?? null,
  phone: facts?.phone ?? null,
  lastOrder: facts?.lastOrder ?? null,
});

function rowOf({ rest, routeOrder, ...visit }: VisitInOrder, expectedAt: string | null): DayVisit {
  const { id, name, state, position, agreedAt, happenedAt } = visit;
  return { id, name, state, agreedAt, happenedAt, expectedAt, isByHand: routeOrder !== null, position, ...rest };
}

function taskOf(row: Marked<ActivityRow>): DayTask {
  const body = JSON.parse(row.body) as RecordBody;
  const priority = textOf(body, 'priority');
  return {
    id: row.id,
    kind: row.kind,
    subject: textOf(body, 'subject') ?? '',
    customerId: row.customerId,
    customerName: row.customerName,
    at: textOf(body, 'happenedAt') ?? textOf(body, 'plannedAt') ?? '',
    anyTime: body['anyTime'] === true,
    dueOn: textOf(body, 'dueOn'),
    priority: TASK_PRIORITIES.find((candidate) => candidate === priority) ?? 'normal',
    remindAt: textOf(body, 'remindAt'),
    isDone: textOf(body, 'happenedAt') !== null,
    pending: row.pending,
    held: row.held,
    needsYou: row.needsYou,
  };
}

/** What is open first; of that what matters most, then what comes first. */
const inOrderOfTasks = (one: DayTask, other: DayTask): number =>
  Number(one.isDone) - Number(other.isDone) ||
  TASK_PRIORITIES.indexOf(one.priority) - TASK_PRIORITIES.indexOf(other.priority) ||
  (one.at < other.at ? -1 : one.at > other.at ? 1 : 0);

const jobOf = (row: Marked<JobRow>): DayJob => ({
  ...row,
  subject: row.subject ?? '',
  priority: row.priority ?? 'normal',
});

const laterOf = (one: Instant, other: Instant): Instant => (one > other ? one : other);
