/**
 * Which visits a person owes: on which days of the week they go out, how often customers of each class are seen, and customers with a rhythm
 * of their own. It lives with the person (their manager sees it), and is shared with the territories that it names.
 */
import { z } from 'zod';
import { elementsOf, textOf, textsOf } from '../bodyReads.ts';
import { commonFields, dateField, elementFields, idField, nameField } from '../fields.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import { COMPANY_SCOPE, personScope, territoryScope, type RecordBody } from '../record.ts';

/** In the order of the week in Iran. */
export const WEEKDAYS = ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Of customers: A is seen most often. */
export const VISITED_CLASSES = ['A', 'B', 'C', 'D'] as const;

/** Whole days from one visit to the next. */
const everyDaysField = z.int().min(1).max(366);
const weekdaysField = z.array(z.enum(WEEKDAYS)).max(7);

const stopElement = z.looseObject({
  ...elementFields,
  customerId: idField,
  /** Of its own, before that of its class. */
  everyDays: everyDaysField.optional(),
  /** Only on these days of the week. */
  weekdays: weekdaysField.optional(),
});

/**
 * What activities have and a plan has not. Said outright, so that a reader of the collection knows what its columns can hold whatever the kind
 * (`main/core/store/rxStorage/records/recordLayout.ts`).
 */
const NOT_OF_A_PLAN = {
  customerId: z.never().optional(),
  happenedAt: z.never().optional(),
  plannedAt: z.never().optional(),
  outcome: z.never().optional(),
  durationMinutes: z.never().optional(),
};

export const visitPlanSchema = z.looseObject({
  ...commonFields,
  ...NOT_OF_A_PLAN,
  /** Who goes. */
  ownerId: idField,
  subject: nameField,
  weekdays: weekdaysField,
  /** Customers that the person owns, by class. A class without a number is not visited by rule. */
  everyDays: z
    .object({
      A: everyDaysField.optional(),
      B: everyDaysField.optional(),
      C: everyDaysField.optional(),
      D: everyDaysField.optional(),
    })
    .optional(),
  stops: z.array(stopElement).max(1_000).optional(),
  territoryIds: z.array(idField).max(100).optional(),
  startsOn: dateField,
  endsOn: dateField.optional(),
  /** The first visit of a day, in minutes since midnight where the company is. */
  startMinute: z.int().min(0).max(1_439).optional(),
  /** How long a visit and the way to it take together, in minutes. */
  visitMinutes: z.int().min(5).max(480).optional(),
  /** How many visits a day holds. */
  visitsPerDay: z.int().min(1).max(60).optional(),
});
export type VisitPlan = z.infer<typeof visitPlanSchema>;

export const visitPlanKind = defineKind({
  collection: 'activities',
  kind: 'visitPlan',
  schema: visitPlanSchema,
  merge: { default: 'serverOrder', policies: { territoryIds: 'union', source: 'locked' } },
  scope: {
    home: (body) => {
      const ownerId = textOf(body, 'ownerId');
      return ownerId ? personScope(ownerId) : COMPANY_SCOPE;
    },
    shares: (body) => textsOf(body, 'territoryIds').map(territoryScope),
  },
  searchText: (body) => [textOf(body, 'subject') ?? ''],
  invariants: visitPlanViolations,
  references: (body) =>
    elementsOf(body, 'stops').flatMap((stop) => {
      const id = textOf(stop, 'customerId');
      return id ? [{ collection: 'customers' as const, id }] : [];
    }),
});

function visitPlanViolations(body: RecordBody): Violation[] {
  const startsOn = textOf(body, 'startsOn');
  const endsOn = textOf(body, 'endsOn');
  return [
    ...(textsOf(body, 'weekdays').length === 0 ? [violation('weekdays', 'visitPlan.weekdaysMissing')] : []),
    ...(startsOn !== null && endsOn !== null && endsOn < startsOn
      ? [violation('endsOn', 'visitPlan.endsBeforeStart')]
      : []),
  ];
}
