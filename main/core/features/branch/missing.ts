/** What is missing of a branch's day, line by line, each leading to its record. */
import { addDays, instantFromMilliseconds, type Instant, type IsoDate } from '../../../../shared/base/clock.ts';
import {
  MISSING,
  type BranchDay,
  type BranchPerson,
  type Missing,
  type MissingRow,
} from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderProgress } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import { OPEN_REQUEST_STATES } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { readRunning } from '../serviceRequests/promises.ts';
import type { SqlValue } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import {
  chequesDueQuery,
  deliveredOrdersQuery,
  ordersOpenQuery,
  papersByIdQuery,
  receiptsUnverifiedQuery,
  requestsLateQuery,
  slipNumbersQuery,
  type MissingQueryRow,
  type PaperBodyRow,
} from './queries.ts';
import type { DayOfBranch } from './whoIsWhere.ts';

export interface MissingOptions {
  readonly today: IsoDate;
  readonly now: Instant;
  /** First instant of the day. */
  readonly from: Instant;
  readonly branchId: string;
  readonly timeZone: string;
  readonly day: DayOfBranch;
  readonly people: readonly BranchPerson[];
}

type Found = Readonly<Partial<Record<Missing, { total: number; rows: MissingRow[] }>>>;

/** An order or a delivery of this long ago is no business of the day any more. */
const WEEKS_BACK = 30;
const MONTHS_BACK = 92;
const SHOWN = 50;
/** Nobody is told of a promise longer before it runs out. */
const SOON_BACK = 45 * 86_400_000;
/** Whose day is one of visits, jobs and money: they close it. */
const FIELD_ROLES: ReadonlySet<string> = new Set(['rep', 'technician']);

export async function readMissing(
  work: Work,
  options: MissingOptions,
  signal: AbortSignal,
): Promise<BranchDay['missing']> {
  const { today, now, day, branchId } = options;
  const parameters = {
    people: JSON.stringify(day.people.map(({ id }) => id)),
    today,
    since: addDays(today, -WEEKS_BACK),
    longAgo: addDays(today, -MONTHS_BACK),
  };
  const ask = async (
    collection: 'salesDocuments' | 'serviceRequests',
    sql: string,
    own: Readonly<Record<string, SqlValue>>,
  ) => {
    if (!mayRead(work.person().role, collection)) return { total: 0, rows: [] };
    const rows = await work.store.readInWorker<MissingQueryRow>(sql, own, signal);
    return { total: rows[0]?.total ?? 0, rows: rows.map((row) => rowOf(collection, row)) };
  };
  const { people, since, longAgo } = parameters;
  const [ordersOpen, receiptsUnverified, chequesDue, slipNumbers, requestsLate, requestsSoon, notInvoiced] =
    await Promise.all([
      ask('salesDocuments', ordersOpenQuery, { people, today, since }),
      ask('salesDocuments', receiptsUnverifiedQuery, { people, today, longAgo }),
      ask('salesDocuments', chequesDueQuery, { people, today }),
      ask('salesDocuments', slipNumbersQuery, { people, today }),
      ask('serviceRequests', requestsLateQuery, {
        people,
        now,
        branch: branchId,
        states: JSON.stringify(OPEN_REQUEST_STATES),
      }),
      readSoon(work, options, signal),
      readNotInvoiced(work, { people, today, since }, signal),
    ]);
  const found: Found = {
    ...missingOfActivities(options),
    ordersOpen,
    notInvoiced,
    receiptsUnverified,
    slipNumbers,
    chequesDue,
    requestsLate,
    requestsSoon,
    ...missingOfPeople(options),
  };
  return MISSING.flatMap((what) => {
    const list = found[what];
    return list && list.total > 0 ? [{ what, ...list }] : [];
  });
}

/** Of those that are not late yet, as their people are told. */
async function readSoon(
  work: Work,
  { now, branchId, timeZone, day }: MissingOptions,
  signal: AbortSignal,
): Promise<{ total: number; rows: MissingRow[] }> {
  if (!mayRead(work.person().role, 'serviceRequests')) return { total: 0, rows: [] };
  const people = new Set<string | null>(day.people.map(({ id }) => id));
  const span = { from: instantFromMilliseconds(Date.parse(now) - SOON_BACK), until: now };
  const running = await readRunning(
    work,
    timeZone,
    span,
    (request, branch) => branch === branchId || people.has(textOf(request, 'assigneeId')),
    signal,
  );
  const soon = running.filter(({ dueAt }) => dueAt >= now);
  return {
    total: soon.length,
    rows: soon.slice(0, SHOWN).map(({ id, kind, customerName, subject, assigneeName, dueAt }): MissingRow => ({
      collection: 'serviceRequests',
      kind,
      id,
      customerId: null,
      customerName,
      title: subject,
      personName: assigneeName,
      at: dueAt,
      amount: null,
    })),
  };
}

function missingOfActivities({ day }: MissingOptions): Found {
  const names = new Map(day.people.map(({ id, name }) => [id, name]));
  const rowsOf = (activities: DayOfBranch['activities']) => ({
    total: activities.length,
    rows: activities
      .slice(0, SHOWN)
      .map(({ id, kind, ownerId, customerId, customerName, subject, plannedAt, happenedAt }): MissingRow => ({
        collection: 'activities',
        kind,
        id,
        customerId,
        customerName,
        title: subject,
        personName: names.get(ownerId) ?? null,
        at: happenedAt ?? plannedAt,
        amount: null,
      })),
  });
  return {
    visitsNotMade: rowsOf(
      day.activities.filter(
        ({ kind, happenedAt, read }) => kind === 'visit' && happenedAt === null && read['checkedInAt'] === undefined,
      ),
    ),
    outcomes: rowsOf(
      day.activities.filter(
        ({ kind, happenedAt, outcome }) =>
          ['visit', 'call', 'meeting'].includes(kind) && happenedAt !== null && outcome === null,
      ),
    ),
  };
}

/** Of those alone of whom the server told: about the others nothing is known, and nothing is said. */
function missingOfPeople({ people, from }: MissingOptions): Found {
  const rowsOf = (among: readonly BranchPerson[], at: (person: BranchPerson) => string | null) => ({
    total: among.length,
    rows: among.map((person): MissingRow => ({
      collection: null,
      kind: 'person',
      id: person.id,
      customerId: null,
      customerName: null,
      title: null,
      personName: person.name,
      at: at(person),
      amount: null,
    })),
  });
  const known = people.filter(({ contact, role }) => contact !== null && FIELD_ROLES.has(role));
  return {
    notHeard: rowsOf(
      known.filter(({ contact }) => (contact?.lastSyncAt ?? '') < from),
      ({ contact }) => contact?.lastSyncAt ?? null,
    ),
    notClosed: rowsOf(
      known.filter(({ contact }) => contact?.closedAt === null),
      () => null,
    ),
  };
}

/** Goods that went out and are on no invoice: order by order, as the order's own page reckons it. */
async function readNotInvoiced(
  work: Work,
  parameters: Readonly<Record<'people' | 'today' | 'since', string>>,
  signal: AbortSignal,
): Promise<{ total: number; rows: MissingRow[] }> {
  if (!mayRead(work.person().role, 'salesDocuments')) return { total: 0, rows: [] };
  const found = await work.store.readInWorker<PaperBodyRow>(deliveredOrdersQuery, parameters, signal);
  const papers = found.map((row) => ({ ...row, body: JSON.parse(row.body) as RecordBody }));
  const following = Map.groupBy(
    papers.filter(({ kind }) => kind !== 'order'),
    ({ orderId }) => orderId,
  );
  const late = papers.filter(
    ({ kind, id, body }) =>
      kind === 'order' &&
      // Posted as a sale of its own: the order is the invoice.
      body['invoice'] === undefined &&
      orderProgress(body, following.get(id) ?? []).lines.some(
        ({ delivered, returned, invoiced }) => delivered - returned > invoiced,
      ),
  );
  const ids = JSON.stringify(late.slice(0, SHOWN).map(({ id }) => id));
  const rows = await work.store.readInWorker<MissingQueryRow>(papersByIdQuery, { ids }, signal);
  return { total: late.length, rows: rows.map((row) => rowOf('salesDocuments', row)) };
}

const rowOf = (
  collection: 'salesDocuments' | 'serviceRequests',
  { total: _total, amount, currency, ...row }: MissingQueryRow,
): MissingRow => ({
  collection,
  ...row,
  amount: amount === null || currency === null ? null : { amount, currency },
});
