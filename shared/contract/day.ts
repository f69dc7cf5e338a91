/** The day of one person: who is visited in which order and why, what else is to be done, what is to be remembered; and the calendar around it. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { ACTIVITY_OUTCOMES, NO_ORDER_REASONS, TASK_PRIORITIES } from '../domain/activities/activity.ts';
import { WEEKDAYS } from '../domain/activities/visitPlan.ts';
import { dateField, instantField, nameField, noteField, positionField } from '../domain/fields.ts';
import { recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { markedShape, moneySchema } from './lists.ts';
import { savedSchema } from './records.ts';

/** A customer who is owed a visit has no record of it yet; whatever is done about them makes one. */
const visitTargetSchema = z.union([
  z.strictObject({ activityId: recordIdSchema }),
  z.strictObject({ customerId: recordIdSchema }),
]);
export type VisitTarget = z.infer<typeof visitTargetSchema>;

export const dayVisitSchema = z.object({
  /** Of the visit, or of the customer while it stands in no record. */
  id: z.string(),
  activityId: z.string().nullable(),
  customerId: z.string().nullable(),
  name: z.string(),
  subject: z.string().nullable(),
  state: z.enum(['due', 'planned', 'here', 'done']),
  /** Agreed with the customer. */
  agreedAt: z.string().nullable(),
  /** Reckoned from the order of the day; null for what is over. */
  expectedAt: z.string().nullable(),
  /** Planned for an earlier day, on which nobody went. */
  plannedOn: z.string().nullable(),
  isByHand: z.boolean(),
  /** Which rhythm asks for the customer; null for a visit that somebody planned. */
  rhythm: z
    .object({
      rule: z.enum(['class', 'customer']),
      class: z.string().nullable(),
      everyDays: z.number(),
      lateDays: z.number().nullable(),
    })
    .nullable(),
  lastVisitOn: z.string().nullable(),
  city: z.string().nullable(),
  street: z.string().nullable(),
  phone: z.string().nullable(),
  position: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
  /** The newest confirmed order; null where there is none, or where orders do not reach the person. */
  lastOrder: z.object({ id: z.string(), on: z.string(), total: moneySchema.nullable() }).nullable(),
  checkedInAt: z.string().nullable(),
  happenedAt: z.string().nullable(),
  checkedOutAt: z.string().nullable(),
  outcome: z.string().nullable(),
  noOrderReason: z.string().nullable(),
  ...markedShape,
});
export type DayVisit = z.infer<typeof dayVisitSchema>;

/** A task, call, message or meeting of the day. */
export const dayTaskSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  at: z.string(),
  anyTime: z.boolean(),
  dueOn: z.string().nullable(),
  priority: z.enum(TASK_PRIORITIES),
  remindAt: z.string().nullable(),
  isDone: z.boolean(),
  ...markedShape,
});
export type DayTask = z.infer<typeof dayTaskSchema>;

export const dayJobSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  state: z.string(),
  priority: z.string(),
  plannedOn: z.string().nullable(),
  dueAt: z.string().nullable(),
  ...markedShape,
});
export type DayJob = z.infer<typeof dayJobSchema>;

export const dayListSchema = z.object({
  on: z.string(),
  /** The day where the company is. */
  today: z.string(),
  /** Whether a plan sends the person out on this day; null where they have no plan at all. */
  isPlanned: z.boolean().nullable(),
  visits: z.array(dayVisitSchema),
  /** Customers who are due beyond what the day holds. */
  moreDue: z.number(),
  /** What closes the day for whose it is: then nobody is proposed. What was planned stands. */
  closed: z
    .discriminatedUnion('why', [
      z.object({ why: z.literal('away'), until: z.string() }),
      z.object({ why: z.literal('holiday'), name: z.string() }),
    ])
    .nullable(),
  /** Metres of the way that is left. */
  metresLeft: z.number(),
  tasks: z.array(dayTaskSchema),
  jobs: z.array(dayJobSchema),
});
export type DayList = z.infer<typeof dayListSchema>;

export const calendarEntrySchema = z.object({
  /** Of the record; of what is only ahead, one of its own. */
  id: z.string(),
  /** The record that it is, or from which it will come. */
  recordId: z.string(),
  collection: z.enum(['activities', 'serviceRequests']),
  kind: z.string(),
  subject: z.string(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  /** The day on which it stands. */
  on: z.string(),
  /** null for what is at any time of its day. */
  at: z.string().nullable(),
  minutes: z.number().nullable(),
  /** `ahead`: a task that repeats will stand here, and is no record yet. */
  state: z.enum(['planned', 'overdue', 'done', 'ahead']),
  /** Of a task that repeats: what all tasks of its series go by, and the day on which the rule puts this one. null for what does not repeat. */
  series: z.object({ id: z.string(), slot: z.string() }).nullable(),
});
export type CalendarEntry = z.infer<typeof calendarEntrySchema>;

/** First and last day, both included; at the most a quarter of a year. */
const rangeInput = z.object({ from: dateField, to: dateField });

/** What a person is told of by itself when its time comes, whichever page they are at. */
export const NOTICE_SOURCES = ['reminder', 'promise'] as const;

export const noticeSchema = z.object({
  /** One telling: a reminder that is put off has another one. */
  key: z.string(),
  source: z.enum(NOTICE_SOURCES),
  /** The record that it is about. */
  collection: z.enum(['activities', 'serviceRequests']),
  id: z.string(),
  /** When it was to be told. */
  at: z.string(),
  /** Of a promise: when it runs out. */
  dueAt: z.string().optional(),
  /** What it is about; null for whoever asked without words. */
  words: z.object({ subject: z.string(), customerName: z.string().nullable() }).nullable(),
});
export type Notice = z.infer<typeof noticeSchema>;

export const visitPlanRowSchema = z.object({
  id: z.string(),
  subject: z.string(),
  ownerId: z.string(),
  ownerName: z.string().nullable(),
  weekdays: z.array(z.enum(WEEKDAYS)),
  startsOn: z.string(),
  endsOn: z.string().nullable(),
  stopCount: z.number(),
  ...markedShape,
});

const newVisitShape = {
  /** For what is made by it: asking again after a lost answer makes nothing twice. */
  id: recordIdSchema.optional(),
  /** Of a visit that stands in no record yet. */
  subject: nameField,
};

export const dayContract = {
  /** One's own, or that of somebody of one's branch: for branch managers and head office, to look at. @throws `permission_denied`. */
  list: method.input(z.object({ on: dateField, of: recordIdSchema.optional() })).output(eventIterator(dayListSchema)),
  /** What one planned and did, in order of time; or what somebody of one's branch did, as in `list`. @throws `invalid_input` for a range that is too long. */
  calendar: method
    .input(rangeInput.extend({ of: recordIdSchema.optional() }))
    .output(eventIterator(z.array(calendarEntrySchema))),
  /**
   * What is to be told now and was not told yet on this machine, the earliest first; the core keeps the clock. Without `inWords` nothing of what records say
   * is in it: for notices that the system shows, and keeps, outside of the window.
   */
  notices: method.input(z.object({ inWords: z.boolean() })).output(eventIterator(z.array(noticeSchema))),
  /**
   * Takes notices for telling: of several windows and the shell each is given to the first that asks, once, for good. Nobody's activity: the idle lock does
   * not hear of it.
   */
  tell: method
    .input(z.object({ keys: z.array(z.string().max(200)).min(1).max(500) }))
    .output(z.object({ keys: z.array(z.string()) })),
  /** All plans that reach this person, by name. */
  plans: method.output(eventIterator(z.array(visitPlanRowSchema))),
  /** Puts a customer on a day's route. Without `at` the visit is at any time of the day. */
  planVisit: method
    .input(z.object({ ...newVisitShape, customerId: recordIdSchema, on: dateField, at: instantField.optional() }))
    .output(savedSchema),
  /** One has come to the customer. A position is noted where the machine knew it and its person allowed it, and never asked for. */
  checkIn: method
    .input(z.object({ ...newVisitShape, visit: visitTargetSchema, position: positionField.optional() }))
    .output(savedSchema),
  /** One leaves, and says what came of it. */
  checkOut: method
    .input(
      z.object({
        activityId: recordIdSchema,
        outcome: z.enum(ACTIVITY_OUTCOMES),
        noOrderReason: z.enum(NO_ORDER_REASONS).optional(),
        outcomeReason: z.string().max(500).optional(),
        note: noteField.optional(),
        position: positionField.optional(),
      }),
    )
    .output(savedSchema),
  /**
   * To another day. An agreed hour stays the hour, unless `at` names another (on that day, or a neighbour of it), or null: at any time; a place given by hand is given up. Of a
   * task that repeats this one alone goes.
   */
  move: method
    .input(
      z.object({ ...newVisitShape, visit: visitTargetSchema, to: dateField, at: instantField.nullable().optional() }),
    )
    .output(savedSchema),
  /** Keeps the order in which a person put what is left of a day. Customers who are due get a visit each. */
  arrange: method
    .input(z.object({ on: dateField, subject: nameField, order: z.array(visitTargetSchema).min(1).max(200) }))
    .output(z.object({ ids: z.array(z.string()) })),
  /** Gives up the order made by hand: these visits come again where the way is short. */
  suggestOrder: method.input(z.object({ activityIds: z.array(recordIdSchema).min(1).max(200) })).output(z.object({})),
  /** One's own calendar as an iCalendar file (RFC 5545). Noted in the audit log. */
  calendarFile: method
    .input(rangeInput)
    .output(z.object({ fileName: z.string(), text: z.string(), entries: z.number() })),
};
