/** Whether an activity is a plan or a fact, and what it must be. */
import type { Instant } from '../../base/clock.ts';
import { textOf } from '../bodyReads.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import type { Activity } from './activity.ts';
import { repeatOf } from './repeat.ts';

export const ACTIVITY_STATES = ['planned', 'overdue', 'done'] as const;
export type ActivityState = (typeof ACTIVITY_STATES)[number];

/** Done once it happened; until then planned, and overdue when its time has passed. */
export function activityState(body: RecordBody | Activity, now: Instant): ActivityState {
  const activity = body as RecordBody;
  if (textOf(activity, 'happenedAt') !== null) return 'done';
  const plannedAt = textOf(activity, 'plannedAt');
  return plannedAt !== null && plannedAt < now ? 'overdue' : 'planned';
}

/** When it shows in the customer's story: when it happened, else when it is planned. */
export const activityInstant = (body: RecordBody | Activity): Instant | null =>
  textOf(body as RecordBody, 'happenedAt') ?? textOf(body as RecordBody, 'plannedAt');

/** Without either time an activity would show in no story and on no day's list. */
export const activityViolations = (body: RecordBody | Activity): Violation[] => {
  const repeat = repeatOf(body as RecordBody);
  return [
    ...(activityInstant(body) === null ? [violation('plannedAt', 'activity.timeMissing')] : []),
    ...(repeat?.until !== undefined && repeat.until < repeat.slot
      ? [violation('repeat', 'activity.repeatEndsBefore')]
      : []),
  ];
};
