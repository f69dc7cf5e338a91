/** What was done, or is planned, with a customer: visits, calls, notes and the rest. */
import { z } from 'zod';
import { integerOf, objectOf, textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  idField,
  instantField,
  nameField,
  noteField,
  paperField,
  positionField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type CollectionDefinition, type KindDefinition } from '../kind.ts';
import { activityViolations } from './activityState.ts';
import { favouriteKind } from './favourite.ts';
import { repeatField } from './repeat.ts';
import { visitPlanKind } from './visitPlan.ts';

export const ACTIVITY_KINDS = ['visit', 'call', 'email', 'sms', 'meeting', 'note', 'task'] as const;
export const ACTIVITY_OUTCOMES = ['reached', 'notReached', 'ordered', 'refused', 'followUp', 'done'] as const;

/** Why a visit brought no order. What else there is to say stands in `outcomeReason`. */
export const NO_ORDER_REASONS = [
  'competitor',
  'stock',
  'price',
  'closed',
  'decisionMakerAbsent',
  'noNeed',
  'noBudget',
  'other',
] as const;
export const TASK_PRIORITIES = ['high', 'normal', 'low'] as const;

export const activitySchema = z.looseObject({
  ...commonFields,
  customerId: idField.optional(),
  ownerId: idField.optional(),
  /** The lead or the opportunity that it was about. */
  opportunityId: idField.optional(),
  subject: nameField,
  /** When it happened; absent while it is only planned. */
  happenedAt: instantField.optional(),
  plannedAt: instantField.optional(),
  /** On that day, at whatever time: `plannedAt` names the day, and no hour was agreed with anybody. */
  anyTime: z.boolean().optional(),
  durationMinutes: z.int().min(0).max(10_000).optional(),
  outcome: z.enum(ACTIVITY_OUTCOMES).optional(),
  outcomeReason: z.string().max(500).optional(),
  noOrderReason: z.enum(NO_ORDER_REASONS).optional(),
  position: positionField.optional(),
  /** When the visitor came and went, and where the machine was then, where it knew. */
  checkedInAt: instantField.optional(),
  checkInPosition: positionField.optional(),
  checkedOutAt: instantField.optional(),
  checkOutPosition: positionField.optional(),
  /** The place on its day's route that a person gave it by hand: a fractional index (`shared/sync/orderKey.ts`). */
  routeOrder: z.string().min(1).max(64).optional(),
  /** When its owner wants to be told. */
  remindAt: instantField.optional(),
  /** Of a task: the day by which it must be done. */
  dueOn: dateField.optional(),
  priority: z.enum(TASK_PRIORITIES).optional(),
  /** Of a task: the rule by which the next one is made when this one is done. */
  repeat: repeatField.optional(),
  note: noteField.optional(),
  /** Entered by somebody else, from what its owner had written on paper. */
  paper: paperField.optional(),
});
export type Activity = z.infer<typeof activitySchema>;

const activityKind = (kind: (typeof ACTIVITY_KINDS)[number]): KindDefinition<typeof activitySchema> =>
  defineKind({
    collection: 'activities',
    kind,
    schema: activitySchema,
    merge: {
      default: 'serverOrder',
      policies: { source: 'locked' },
      groups: {
        outcome: ['happenedAt', 'outcome', 'outcomeReason', 'noOrderReason', 'checkedOutAt', 'checkOutPosition'],
        arrival: ['checkedInAt', 'checkInPosition'],
      },
    },
    scope: followCustomer,
    searchText: (body) => [textOf(body, 'subject') ?? '', textOf(objectOf(body['paper']), 'number') ?? ''],
    invariants: activityViolations,
    references: (body) => {
      const customerId = textOf(body, 'customerId');
      return customerId ? [{ collection: 'customers', id: customerId }] : [];
    },
  });

export const activitiesCollection: CollectionDefinition = {
  collection: 'activities',
  schemaVersion: 1,
  kinds: {
    ...Object.fromEntries(ACTIVITY_KINDS.map((kind) => [kind, activityKind(kind)])),
    // Says which visits a person owes; is none itself.
    visitPlan: visitPlanKind,
    // A person's own, of products: no activity either.
    favourite: favouriteKind,
  },
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'owner_id', type: 'text', path: 'ownerId', value: (body) => textOf(body, 'ownerId') },
    { name: 'subject', type: 'text', path: 'subject', value: (body) => textOf(body, 'subject') },
    { name: 'happened_at', type: 'text', path: 'happenedAt', value: (body) => textOf(body, 'happenedAt') },
    { name: 'planned_at', type: 'text', path: 'plannedAt', value: (body) => textOf(body, 'plannedAt') },
    { name: 'outcome', type: 'text', path: 'outcome', value: (body) => textOf(body, 'outcome') },
    {
      name: 'duration_minutes',
      type: 'integer',
      path: 'durationMinutes',
      value: (body) => integerOf(body, 'durationMinutes'),
    },
  ],
  indexes: [
    { name: 'activities_by_customer', columns: ['customer_id', 'happened_at'] },
    { name: 'activities_by_owner', columns: ['owner_id', 'planned_at'] },
    // What happened, newest first; and, where nothing has happened yet, what is planned.
    { name: 'activities_by_time', columns: ['happened_at', 'planned_at', 'id', 'owner_id'] },
    // The last visit of each customer, without looking at a row.
    { name: 'activities_by_kind', columns: ['kind', 'customer_id', 'happened_at'] },
  ],
};
