/**
 * Tasks that repeat: whoever does one makes the next in the same commit, by an id that follows from the first's. One that stays for itself (moved, or changed
 * alone) has its next made first, from what it was. Taken back, a task is open again and the next stays: on its day it would stand there anyway.
 */
import { isoDateFromInstant, type IsoDate } from '../../../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import type { RepeatScope } from '../../../../shared/contract/sales.ts';
import { nextTask, nextTaskId, taskInNextSlot } from '../../../../shared/domain/activities/repeatedTask.ts';
import { repeatOf, ruleMovedTo } from '../../../../shared/domain/activities/repeat.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import {
  createRecord,
  creationOf,
  editRecord,
  requireHeld,
  requireKind,
  type Edit,
  type NewRecord,
} from '../commands.ts';
import { zoneOf } from '../day/zone.ts';
import { todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';

const TASK = 'task';
/** What a task that goes to another slot takes along. */
const TIMES = ['plannedAt', 'repeat', 'remindAt', 'dueOn'];
/** How it went stays with the task that was done, also where all else that was changed with it is for those that follow. */
const OF_WHAT_WAS_DONE = new Set(['note', 'durationMinutes']);

/** @throws PeyvandError as `createRecord`. */
export function logActivity(context: CoreContext, work: Work, { body, ...record }: NewRecord): Promise<{ id: string }> {
  const repeat = record.kind === TASK ? repeatOf(body) : null;
  const day = dayOf(context, work, body);
  const { series: _ofAnother, ...rule } = repeat ?? {};
  // It begins a series, also where it was made from a task of another.
  const given = repeat === null || day === null ? body : { ...body, repeat: { ...rule, slot: day } as RecordBody };
  return createRecord(work, 'activities', context.nextId(), { ...record, body: given });
}

/** @throws PeyvandError as `editRecord`; `invalid_input` for a rule that is to be changed of one task alone. */
export function editActivity(
  context: CoreContext,
  work: Work,
  { scope, ...edit }: Edit & { readonly scope?: RepeatScope | undefined },
): Promise<{ id: string }> {
  const record = requireHeld(work, { collection: 'activities', id: edit.id });
  if (record.kind !== TASK) return editRecord(work, 'activities', edit);
  const touchesRule = edit.changes.some(({ path }) => path === 'repeat');
  if (scope === 'this' && touchesRule) throw createError('invalid_input', { reason: 'repeat_of_one' });
  const changes = scope === 'this' ? edit.changes : withRule(context, work, record, edit.changes);
  return editRecord(work, 'activities', { ...edit, changes }, (before, after) => {
    const isDoneNow = textOf(before, 'happenedAt') === null && textOf(after, 'happenedAt') !== null;
    if (isDoneNow && scope !== 'following')
      return taskThatFollows(context, work, edit.id, doneAsPlanned(before, after));
    if (scope === 'this') return taskThatFollows(context, work, edit.id, before);
    if (isDoneNow) {
      const planned = withFields(after, OF_WHAT_WAS_DONE, before);
      const changed = changes.filter(({ path }) => !OF_WHAT_WAS_DONE.has(fieldOf(path)));
      return hasNext(work, edit.id)
        ? changesOfFollowers(context, work, edit.id, planned, changed)
        : taskThatFollows(context, work, edit.id, planned);
    }
    return scope === 'following' ? changesOfFollowers(context, work, edit.id, after, changes) : [];
  });
}

/** What was said of this one while it was done is its own: the next has the rule as it now is, and all else as it was planned. */
function doneAsPlanned(before: RecordBody, after: RecordBody): RecordBody {
  const { repeat: _rule, ...planned } = before;
  const { repeat, happenedAt } = after;
  return {
    ...planned,
    ...(repeat === undefined ? {} : { repeat }),
    ...(happenedAt === undefined ? {} : { happenedAt }),
  };
}

/** Where this task goes and what puts it back, or why there is nowhere to go: it is deleted only by those who were asked. */
export type Skipped =
  | { readonly is: 'moved'; readonly to: IsoDate; readonly back: LeafChange[] }
  | { readonly is: 'asked'; readonly why: 'nextStands' | 'last' }
  | { readonly is: 'deleted' };

/**
 * Passes over this task: it goes to its next slot, and the rest with it. Where the next stands for itself already, or there is none, this one is deleted,
 * for good.
 * @throws PeyvandError `not_found`, `permission_denied`, `illegal_transition` for one that is done or does not repeat.
 */
export async function skipTask(
  context: CoreContext,
  work: Work,
  { id, mayDelete = false }: { readonly id: RecordId; readonly mayDelete?: boolean | undefined },
): Promise<Skipped> {
  const record = requireHeld(work, { collection: 'activities', id });
  if (repeatOf(record.body) === null || textOf(record.body, 'happenedAt') !== null)
    throw createError('illegal_transition', { from: 'done', to: 'planned' });
  const commit = async (operations: LocalOperation[]): Promise<void> => {
    if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
  };
  const nextStands = hasNext(work, id);
  const body = nextStands ? null : taskInNextSlot(record.body, todayOf(context, work), zoneOf(context, work));
  const to = body && dayOf(context, work, body);
  if (body === null || to === null) {
    if (!mayDelete) return { is: 'asked', why: nextStands ? 'nextStands' : 'last' };
    await commit([removal(work, record)]);
    return { is: 'deleted' };
  }
  const after = { ...record.body, ...body };
  await commit(patchTo(work, record, after));
  return { is: 'moved', to, back: diffBodies(requireKind('activities', TASK), after, record.body) };
}

/**
 * The creation of the task that follows, to go into the commit in which this one is done, moved or changed alone. Nothing where it does not repeat, where
 * its rule has ended, where the next is there already, or where its customer is not.
 */
export function taskThatFollows(context: CoreContext, work: Work, id: RecordId, body: RecordBody): LocalOperation[] {
  if (repeatOf(body) === null) return [];
  const zone = zoneOf(context, work);
  const happenedAt = textOf(body, 'happenedAt');
  const earliest = happenedAt === null ? todayOf(context, work) : isoDateFromInstant(happenedAt, zone);
  const next = firstThatStands(work, id);
  const following = nextTask({ id, body }, earliest, zone);
  if (following === null || next.record !== null) return [];
  try {
    return [creationOf(work, 'activities', { id: next.id, kind: TASK, body: following })];
  } catch (error) {
    if (isPeyvandError(error) && error.code === 'not_found') return [];
    throw error;
  }
}

/** Stands a task behind this one already? What was deleted does not. */
export const hasNext = (work: Work, id: RecordId): boolean => firstThatStands(work, id).record !== null;

function firstThatStands(work: Work, id: RecordId): { readonly id: RecordId; readonly record: HeldRecord | null } {
  const next = nextTaskId(id);
  const record = work.store.read.record({ collection: 'activities', id: next });
  return record?.deleted === true ? firstThatStands(work, next) : { id: next, record };
}

/** The rule goes where its task goes: a weekly one of Saturdays that is moved to a Sunday is one of Sundays. */
function withRule(context: CoreContext, work: Work, record: HeldRecord, changes: readonly LeafChange[]): LeafChange[] {
  const after = applyChanges(requireKind('activities', TASK), record.body, changes);
  const rule = repeatOf(after);
  const day = dayOf(context, work, after);
  if (rule === null || day === null || textOf(after, 'happenedAt') !== null) return [...changes];
  const isNew = changes.some(({ path }) => path === 'repeat');
  const wasMoved = day !== dayOf(context, work, record.body);
  if (!isNew && !wasMoved) return [...changes];
  const seen = record.body['repeat'];
  const series = repeatOf(record.body)?.series;
  const moved = isNew ? { ...rule, slot: day, ...(series === undefined ? {} : { series }) } : ruleMovedTo(rule, day);
  const set: LeafChange = {
    do: 'set',
    path: 'repeat',
    value: moved as RecordBody,
    ...(seen === undefined ? {} : { seen }),
  };
  return [...changes.filter(({ path }) => path !== 'repeat'), set];
}

/** The same changes to those that stand behind this one and are not done; what has no slot any more goes. */
function changesOfFollowers(
  context: CoreContext,
  work: Work,
  id: RecordId,
  after: RecordBody,
  changes: readonly LeafChange[],
): LocalOperation[] {
  const named = changes.map(({ path }) => fieldOf(path));
  const fields = new Set(named.some((field) => TIMES.includes(field)) ? [...named, ...TIMES] : named);
  const follow = (of: RecordId, body: RecordBody | null) =>
    body && nextTask({ id: of, body }, todayOf(context, work), zoneOf(context, work));
  const operations: LocalOperation[] = [];
  let template = follow(id, after);
  for (let { id: next, record } = firstThatStands(work, id); record !== null;) {
    if (textOf(record.body, 'happenedAt') === null) {
      if (template === null) operations.push(removal(work, record));
      else operations.push(...patchTo(work, record, withFields(record.body, fields, template)));
    }
    template = follow(next, template);
    ({ id: next, record } = firstThatStands(work, next));
  }
  return operations;
}

const fieldOf = (path: string): string => path.split('/')[0] ?? '';

const withFields = (body: RecordBody, fields: ReadonlySet<string>, from: RecordBody): RecordBody => ({
  ...Object.fromEntries(Object.entries(body).filter(([field]) => !fields.has(field))),
  ...Object.fromEntries(Object.entries(from).filter(([field]) => fields.has(field))),
});

function patchTo(work: Work, { id, kind, body }: HeldRecord, after: RecordBody): LocalOperation[] {
  const changes = diffBodies(requireKind('activities', kind), body, after);
  if (changes.length === 0) return [];
  const operation: LocalOperation = { act: 'patch', collection: 'activities', kind, id, changes };
  requireRights(work, operation);
  return [operation];
}

function removal(work: Work, { id, kind }: HeldRecord): LocalOperation {
  const operation: LocalOperation = { act: 'delete', collection: 'activities', kind, id };
  requireRights(work, operation);
  return operation;
}

function dayOf(context: CoreContext, work: Work, body: RecordBody): IsoDate | null {
  const plannedAt = textOf(body, 'plannedAt');
  return plannedAt === null ? null : isoDateFromInstant(plannedAt, zoneOf(context, work));
}
