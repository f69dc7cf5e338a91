/** What one does about the visits of a day: plan, come, leave, put off, put in order. A customer who is merely due gets a visit by any of them. */
import { isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type { VisitTarget } from '../../../../shared/contract/day.ts';
import type { Contract } from '../../../../shared/contract/index.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import type { InferContractRouterInputs } from '@orpc/contract';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { taskThatFollows } from '../activities/repeating.ts';
import { createRecord, creationOf, editRecord, requireHeld } from '../commands.ts';
import { nowOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { plannedOn, startOf } from './plannedOn.ts';
import { openVisitQuery } from './queries.ts';
import { zoneOf } from './zone.ts';

type Inputs = InferContractRouterInputs<Contract>['day'];
type Saved = { id: string };

const VISIT = 'visit';
const MINUTE = 60_000;
const LONGEST_MINUTES = 10_000;

export function planVisit(context: CoreContext, work: Work, input: Inputs['planVisit']): Promise<Saved> {
  const { customerId, on, at, subject } = input;
  // An agreed hour may be a second visit of that day. Without one, a second would say nothing that the first does not.
  const open = at === undefined ? standing(context, work, { customerId }, on) : { customerId };
  if ('activityId' in open) return Promise.resolve({ id: open.activityId });
  const time =
    at === undefined ? { plannedAt: startOf(context, work, on, work.person().id), anyTime: true } : { plannedAt: at };
  return createRecord(work, 'activities', context.nextId(), {
    id: input.id,
    kind: VISIT,
    body: newVisit(work, customerId, subject, time),
  });
}

export function checkIn(context: CoreContext, work: Work, input: Inputs['checkIn']): Promise<Saved> {
  const { subject, position } = input;
  const now = nowOf(context);
  const visit = standing(context, work, input.visit, isoDateFromInstant(now, zoneOf(context, work)));
  const arrival = { checkedInAt: now, ...(position === undefined ? {} : { checkInPosition: position as RecordBody }) };
  if ('customerId' in visit)
    return createRecord(work, 'activities', context.nextId(), {
      id: input.id,
      kind: VISIT,
      body: newVisit(work, visit.customerId, subject, { plannedAt: now, anyTime: true, ...arrival }),
    });
  const record = requireOpenVisit(work, visit.activityId);
  // Asked again, for the answer was lost: the first coming counts.
  return textOf(record.body, 'checkedInAt') === null
    ? edit(work, record, { ...record.body, ...arrival })
    : Promise.resolve({ id: record.id });
}

export function checkOut(context: CoreContext, work: Work, input: Inputs['checkOut']): Promise<Saved> {
  const { activityId, outcome, noOrderReason, outcomeReason, note, position } = input;
  const record = requireHeld(work, { collection: 'activities', id: activityId });
  if (record.kind !== VISIT) throw createError('invalid_input', { reason: 'no_visit', id: activityId });
  const now = nowOf(context);
  const checkedInAt = textOf(record.body, 'checkedInAt');
  const earlierNote = textOf(record.body, 'note');
  const minutes = checkedInAt === null ? 0 : Math.round((Date.parse(now) - Date.parse(checkedInAt)) / MINUTE);
  const { noOrderReason: _code, outcomeReason: _words, ...rest } = record.body;
  const isOver = textOf(record.body, 'happenedAt') !== null;
  return edit(work, record, {
    ...rest,
    outcome,
    ...(noOrderReason === undefined ? {} : { noOrderReason }),
    ...(outcomeReason === undefined ? {} : { outcomeReason }),
    ...(note === undefined || note === earlierNote
      ? {}
      : { note: earlierNote === null ? note : `${earlierNote}\n${note}` }),
    // What came of it may be put right later; when it was stays.
    ...(isOver
      ? {}
      : {
          happenedAt: checkedInAt ?? now,
          checkedOutAt: now,
          ...(position === undefined ? {} : { checkOutPosition: position as RecordBody }),
          ...(minutes > 0 && minutes <= LONGEST_MINUTES ? { durationMinutes: minutes } : {}),
        }),
  });
}

export async function moveVisit(context: CoreContext, work: Work, input: Inputs['move']): Promise<Saved> {
  const { visit, to, at, subject } = input;
  if ('customerId' in visit)
    return planVisit(context, work, {
      id: input.id,
      customerId: visit.customerId,
      on: to,
      at: at ?? undefined,
      subject,
    });
  const record = requireHeld(work, { collection: 'activities', id: visit.activityId });
  const operations = patchOf(work, record, plannedOn(context, work, record.body, { to, at }));
  // Of a task that repeats this one alone goes: the next is made from what it was.
  if (operations.length > 0) operations.push(...taskThatFollows(context, work, record.id, record.body));
  if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
  return { id: record.id };
}

/** One commit: either the whole order is kept, or none of it. */
export async function arrange(
  context: CoreContext,
  work: Work,
  { on, subject, order }: Inputs['arrange'],
): Promise<{ ids: string[] }> {
  const keys = orderKeysBetween(null, null, order.length);
  const plannedAt = startOf(context, work, on, work.person().id);
  const day = dayBounds(on, zoneOf(context, work));
  const ids: string[] = [];
  const operations: LocalOperation[] = [];
  for (const [index, wanted] of order.entries()) {
    const routeOrder = keys[index] ?? '';
    const target = standing(context, work, wanted, on);
    if ('customerId' in target) {
      const id = context.nextId();
      const body = newVisit(work, target.customerId, subject, { plannedAt, anyTime: true, routeOrder });
      operations.push(creationOf(work, 'activities', { id, kind: VISIT, body }));
      ids.push(id);
      continue;
    }
    const record = requireOpenVisit(work, target.activityId);
    const before = textOf(record.body, 'plannedAt') ?? '';
    // Brought along from an earlier day: put in order, it is one of this day.
    const isOfDay = before >= day.from && before < day.until;
    const changed = { ...record.body, routeOrder, ...(isOfDay ? {} : { plannedAt, anyTime: true }) };
    operations.push(...patchOf(work, record, changed));
    ids.push(record.id);
  }
  if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
  return { ids };
}

export async function suggestOrder(
  work: Work,
  { activityIds }: Inputs['suggestOrder'],
): Promise<Record<string, never>> {
  const operations = activityIds.flatMap((id) => {
    const record = requireHeld(work, { collection: 'activities', id });
    const { routeOrder: _place, ...rest } = record.body;
    return patchOf(work, record, rest);
  });
  if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
  return {};
}

/**
 * A customer's open visit that the person has on that day already. Who is due on the screen may have one since a moment ago: the list comes after
 * the press that made it, and a second press must not make another.
 */
function standing(context: CoreContext, work: Work, target: VisitTarget, on: IsoDate): VisitTarget {
  if ('activityId' in target) return target;
  const parameters = { owner: work.person().id, customer: target.customerId, ...dayBounds(on, zoneOf(context, work)) };
  const open = work.store.read.get<{ id: string }>(openVisitQuery, parameters);
  return open === undefined ? target : { activityId: open.id };
}

const newVisit = (work: Work, customerId: string, subject: string, more: RecordBody): RecordBody => ({
  customerId,
  ownerId: work.person().id,
  subject,
  ...more,
});

/** @throws PeyvandError `not_found`, `illegal_transition` for one that is over. */
function requireOpenVisit(work: Work, id: string): HeldRecord {
  const record = requireHeld(work, { collection: 'activities', id });
  if (record.kind !== VISIT) throw createError('invalid_input', { reason: 'no_visit', id });
  if (textOf(record.body, 'happenedAt') !== null) throw createError('illegal_transition', { from: 'done', to: 'here' });
  return record;
}

function edit(work: Work, record: HeldRecord, after: RecordBody): Promise<Saved> {
  const changes = changesOf(record, after);
  return changes.length === 0
    ? Promise.resolve({ id: record.id })
    : editRecord(work, 'activities', { id: record.id, changes });
}

function patchOf(work: Work, record: HeldRecord, after: RecordBody): LocalOperation[] {
  const changes = changesOf(record, after);
  if (changes.length === 0) return [];
  const operation: LocalOperation = {
    act: 'patch',
    collection: 'activities',
    kind: record.kind,
    id: record.id,
    changes,
  };
  requireRights(work, operation);
  return [operation];
}

function changesOf(record: HeldRecord, after: RecordBody) {
  const definition = kindOf('activities', record.kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', kind: record.kind });
  return diffBodies(definition, record.body, after);
}
