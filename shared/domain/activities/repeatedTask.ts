/** A task that repeats, and the one that follows it: its id follows from the first's, so that two machines that do one task without a line make one next. */
import { isoDateFromInstant, type IsoDate } from '../../base/clock.ts';
import { deterministicId, type RecordId } from '../../base/id.ts';
import { isSameJson } from '../../sync/jsonValues.ts';
import { objectOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { daysBetween } from './dueVisits.ts';
import { dayLater, daysLater } from './plannedTimes.ts';
import { nextSlot, repeatOf, type Repeat } from './repeat.ts';

export const nextTaskId = (id: RecordId): RecordId => deterministicId('task that follows', id);

/** What a series goes by: its first task. Of one that was begun before that was noted, the task that is asked about. */
export const seriesOf = (id: RecordId, { series }: Repeat): RecordId => series ?? id;

/** Of this task alone: what came of it, where it was, from what it was entered. */
const OF_THIS_ALONE = new Set([
  'happenedAt',
  'outcome',
  'outcomeReason',
  'noOrderReason',
  'position',
  'checkedInAt',
  'checkInPosition',
  'checkedOutAt',
  'checkOutPosition',
  'routeOrder',
  'paper',
  'source',
]);

/**
 * The task that follows: as `taskInNextSlot`, in the series of this one.
 * @returns null where nothing follows.
 */
export function nextTask(
  { id, body }: { readonly id: RecordId; readonly body: RecordBody },
  earliest: IsoDate,
  timeZone: string,
): RecordBody | null {
  const repeat = repeatOf(body);
  const next = taskInNextSlot(body, earliest, timeZone);
  return repeat && next && { ...next, repeat: { ...(next['repeat'] as RecordBody), series: seriesOf(id, repeat) } };
}

/**
 * The task in the next slot that is not before `earliest`: everything as in this one, also what this version does not know, with its times as many days later.
 * null where there is none.
 */
export function taskInNextSlot(body: RecordBody, earliest: IsoDate, timeZone: string): RecordBody | null {
  const repeat = repeatOf(body);
  const slot = repeat && nextSlot(repeat, earliest);
  return slot === null ? null : taskOn(body, slot, timeZone);
}

/** The task as it is in a slot of its rule. */
export function taskOn(body: RecordBody, slot: IsoDate, timeZone: string): RecordBody | null {
  const repeat = repeatOf(body);
  const plannedAt = textOf(body, 'plannedAt');
  if (repeat === null || plannedAt === null) return null;
  const days = daysBetween(isoDateFromInstant(plannedAt, timeZone), slot);
  const remindAt = textOf(body, 'remindAt');
  const dueOn = textOf(body, 'dueOn');
  return {
    ...Object.fromEntries(Object.entries(body).filter(([field]) => !OF_THIS_ALONE.has(field))),
    plannedAt: daysLater(plannedAt, days, timeZone),
    ...(remindAt === null ? {} : { remindAt: daysLater(remindAt, days, timeZone) }),
    ...(dueOn === null ? {} : { dueOn: dayLater(dueOn, days) }),
    repeat: { ...(body['repeat'] as RecordBody), slot },
  };
}

/**
 * Are these the same task of a series but for its day? Two machines that do a task late, on different days, put the next one on different days. What was done
 * with either meanwhile does not count, nor that a program from before series had names left theirs out.
 */
export function isSameButForDay(one: RecordBody, other: RecordBody): boolean {
  return repeatOf(one) !== null && isSameJson(withoutDay(one), withoutDay(other));
}

const DAYS = new Set(['plannedAt', 'remindAt', 'dueOn']);

function withoutDay(body: RecordBody): RecordBody {
  const { slot: _slot, series: _series, ...rule } = objectOf(body['repeat']);
  const kept = Object.entries(body).filter(([field]) => !OF_THIS_ALONE.has(field) && !DAYS.has(field));
  return { ...Object.fromEntries(kept), repeat: rule };
}
