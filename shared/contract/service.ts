/** The installed base, and requests for service: lists, what is known about one, and the steps of its life. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { COVERAGES } from '../domain/contracts/serviceContract.ts';
import { saidInField } from '../domain/products/units.ts';
import { COVERAGE_WARNINGS } from '../domain/serviceRequests/coverage.ts';
import { PLACES } from '../domain/serviceRequests/assignment.ts';
import { REQUEST_STATES } from '../domain/serviceRequests/requestStates.ts';
import {
  REQUEST_CAUSES,
  REQUEST_KINDS,
  REQUEST_OUTCOMES,
  serviceRequestSchema,
} from '../domain/serviceRequests/serviceRequest.ts';
import { method } from './errors.ts';
import { markedShape, moneySchema, unitSchema, windowInputSchema } from './lists.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';

const idSchema = z.object({ id: z.string() });

export const assetRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  serial: z.string().nullable(),
  customerId: z.string(),
  customerName: z.string(),
  installedOn: z.string().nullable(),
  warrantyUntil: z.string().nullable(),
  removedOn: z.string().nullable(),
  ...markedShape,
});
export type AssetRow = z.infer<typeof assetRowSchema>;

/** Who pays for one kind of thing; null: the customer. */
const payerSchema = z
  .object({ by: z.enum(['warranty', 'contract']), contractId: z.string().nullable(), name: z.string() })
  .nullable();

export const visitBalanceSchema = z.object({
  included: z.number().nullable(),
  used: z.number(),
  booked: z.number(),
  left: z.number().nullable(),
});

export const coverageSchema = z.object({
  payers: z.object(
    Object.fromEntries(COVERAGES.map((thing) => [thing, payerSchema])) as Record<
      (typeof COVERAGES)[number],
      typeof payerSchema
    >,
  ),
  warnings: z.array(
    z.object({
      warning: z.enum(COVERAGE_WARNINGS),
      contractId: z.string(),
      name: z.string(),
      /** Until (or, below zero, since) its last day. */
      days: z.number().nullable(),
    }),
  ),
  warranty: z.object({ until: z.string(), runs: z.boolean() }).nullable(),
  contractId: z.string().nullable(),
  visits: visitBalanceSchema.nullable(),
});
export type CoverageView = z.infer<typeof coverageSchema>;

export const assetsContract = {
  list: method
    .input(
      windowInputSchema.extend({
        search: z.string().max(200).optional(),
        customerId: z.string().optional(),
        /** Also what was removed. */
        removed: z.boolean().optional(),
        sort: z.object({ by: z.enum(['name', 'warrantyUntil']), descending: z.boolean() }).optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(assetRowSchema) }))),
  /** What covers it today. */
  coverage: method.input(idSchema).output(eventIterator(coverageSchema.nullable())),
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
};

export const requestRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  number: z.string().nullable(),
  customerId: z.string().nullable(),
  customerName: z.string().nullable(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  state: z.string(),
  priority: z.string(),
  receivedAt: z.string(),
  dueAt: z.string().nullable(),
  /** When somebody was at it: then the clock stands. */
  respondedAt: z.string().nullable(),
  plannedOn: z.string().nullable(),
  ...markedShape,
});
export type RequestRow = z.infer<typeof requestRowSchema>;

const filterSchema = z.object({
  search: z.string().max(200).optional(),
  states: z.array(z.enum(REQUEST_STATES)).optional(),
  kinds: z.array(z.enum(REQUEST_KINDS)).optional(),
  /** Only those to which the person at work was sent. */
  mine: z.boolean().optional(),
  customerId: z.string().optional(),
  /** With its customer: the requests of one machine. */
  assetId: z.string().optional(),
  contractId: z.string().optional(),
});

/** A line of what was used, with what it costs whom. */
const chargeSchema = z.object({
  id: z.string(),
  productId: z.string(),
  productName: z.string(),
  unit: z.string(),
  saidIn: saidInField.nullable(),
  /** Of its product, as it is now. */
  units: z.array(unitSchema),
  quantity: z.number(),
  thing: z.enum(COVERAGES),
  payer: payerSchema,
  /** null: nobody has a price for it. */
  unitPrice: moneySchema.nullable(),
  total: moneySchema.nullable(),
});

export const requestFactsSchema = z.object({
  /** One for each machine of the request; of a request without any, one of which `assetId` is null. */
  coverage: z.array(
    z.object({
      assetId: z.string().nullable(),
      name: z.string(),
      serial: z.string().nullable(),
      coverage: coverageSchema,
    }),
  ),
  charges: z.object({ lines: z.array(chargeSchema), total: moneySchema.nullable() }),
  /** What was made of it: its newest quote, and every order that stands, in the order in which they were made. None for those who may not read them. */
  papers: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['quote', 'order']),
      number: z.string().nullable(),
      /** A quote that has run out says `expired`. */
      state: z.string(),
    }),
  ),
  /** How many of the parts used no order has, wholly or in part. */
  unbilled: z.number(),
  /** What orders have beyond what was used. */
  unused: z.array(z.object({ productId: z.string(), productName: z.string(), unit: z.string(), quantity: z.number() })),
  /** Where it may go from here. */
  next: z.array(z.enum(REQUEST_STATES)),
  /** Minutes between all starts and stops. */
  workedMinutes: z.number(),
  /** Whoever is sent here does not hold the customer otherwise: it is shared with them until the request is over. */
  sharedWithId: z.string().nullable(),
});
export type RequestFactsView = z.infer<typeof requestFactsSchema>;

/** What keeps somebody on a day (`shared/domain/organisation/availability.ts`). */
const unavailableSchema = z.discriminatedUnion('why', [
  z.object({ why: z.literal('away'), until: z.string() }),
  z.object({ why: z.literal('holiday'), name: z.string() }),
  z.object({ why: z.literal('dayOff') }),
  z.object({ why: z.literal('over'), at: z.string() }),
]);

const reasonSchema = z.union([
  z.object({
    reason: z.enum(['skills', 'skillsMissing']),
    points: z.number(),
    skills: z.array(z.string()),
  }),
  z.object({ reason: z.enum(['territory', 'branch', 'elsewhere', 'contract']), points: z.number() }),
  /** `count`: jobs, or visits before. */
  z.object({ reason: z.enum(['load', 'knows']), points: z.number(), count: z.number() }),
  /** `count`: metres. `minutes`: how long ago they noted that they are there. */
  z.object({
    reason: z.literal('distance'),
    points: z.number(),
    count: z.number(),
    from: z.enum(PLACES),
    minutes: z.number().nullable(),
  }),
  z.object({ reason: z.literal('unavailable'), points: z.number(), unavailable: unavailableSchema }),
]);
export const proposalSchema = z.object({
  personId: z.string(),
  name: z.string(),
  points: z.number(),
  reasons: z.array(reasonSchema),
  /** To send them shares the customer with them. */
  shares: z.boolean(),
});
export type ProposalView = z.infer<typeof proposalSchema>;

/** A promise that runs out, or ran out, with nobody there yet. */
export const promiseRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  subject: z.string(),
  customerName: z.string().nullable(),
  assigneeId: z.string().nullable(),
  assigneeName: z.string().nullable(),
  state: z.string(),
  receivedAt: z.string(),
  dueAt: z.string(),
  /** From when on those who answer for it are told. */
  warnAt: z.string(),
});
export type PromiseRow = z.infer<typeof promiseRowSchema>;

export const serviceRequestsContract = {
  list: method
    .input(
      windowInputSchema
        .extend(filterSchema.shape)
        .extend({ sort: z.object({ by: z.enum(['dueAt', 'receivedAt']), descending: z.boolean() }).optional() }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(requestRowSchema) }))),
  /** How many there are in each state, of all or of one's own. */
  counts: method
    .input(z.object({ mine: z.boolean().optional() }))
    .output(eventIterator(z.array(z.object({ state: z.string(), count: z.number() })))),
  /** What is known about one today: what is covered, what it costs whom, where it may go. null while it is not here. */
  facts: method.input(idSchema).output(eventIterator(requestFactsSchema.nullable())),
  /** Always new. What a running contract of the customer promises is written into it: the contract, and by when somebody must be there. */
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  /** Those that the person answers for and that run out within a day, or did in the last month: a window shows each from `warnAt` on. */
  promises: method.output(eventIterator(z.array(promiseRowSchema))),
  /** Whoever could go on that day (the agreed one, else today), the best first, and why; whoever is not there last. */
  propose: method.input(idSchema.extend({ on: z.iso.date().optional() })).output(z.array(proposalSchema)),
  /** Sends somebody, and shares the customer with them where they do not hold it. */
  assign: method
    .input(z.object({ id: z.string(), personId: z.string(), plannedOn: z.iso.date().nullable().optional() }))
    .output(savedSchema),
  /** The clock of the work starts; the first time the request is in progress from then on. */
  start: method.input(idSchema).output(savedSchema),
  stop: method.input(idSchema).output(savedSchema),
  /** The customer signs. Refused while the clock runs. */
  confirm: method
    .input(
      z.object({
        id: z.string(),
        name: z.string().trim().min(1).max(200),
        drawn: z.string().max(8_000).optional(),
        outcome: z.enum(REQUEST_OUTCOMES),
        workDone: serviceRequestSchema.shape.workDone,
        causes: z.array(z.enum(REQUEST_CAUSES)).optional(),
        /** What stood there when the person began: only what they added or took out themselves is changed. */
        causesSeen: z.array(z.string().max(60)).max(20).optional(),
      }),
    )
    .output(savedSchema),
  /**
   * Any other step. Whatever ends it takes back what was shared for it; `ordered` accepts the quote that was sent, with its order.
   * @throws `quote_declined`, `quote_expired`, `quote_unsent` for a yes that the quote cannot take; `bill_missing` for `invoiced` without an order that stands.
   */
  move: method
    .input(
      z.object({
        id: z.string(),
        to: z.enum(['inquiry', 'quoted', 'ordered', 'invoiced', 'closed', 'cancelled']),
        note: z.string().max(1_000).optional(),
      }),
    )
    .output(savedSchema),
  /**
   * A draft of a quote or an order of what was used or is wanted: what is covered at nothing, what was quoted at its price. Moves the request on where that is a step.
   * `isNew` is false where a quote that is open, or an order that has it all, is the answer.
   */
  makeDocument: method
    .input(z.object({ id: z.string(), kind: z.enum(['quote', 'order']) }))
    .output(z.object({ id: z.string(), documentId: z.string(), isNew: z.boolean() })),
};

const amountBalanceSchema = z.object({ included: z.number(), used: z.number(), left: z.number() }).nullable();

/** A contract, as far as it is not in the record: counted from what was served under it. */
export const contractFactsSchema = z.object({
  visits: visitBalanceSchema,
  /** In minutes; null where they are not counted. */
  hours: amountBalanceSchema,
  /** In minor units of the currency of `partsUpTo`; null where they are not counted. */
  parts: amountBalanceSchema,
  renewalDue: z.boolean(),
  /** The contract that takes its place. */
  renewedById: z.string().nullable(),
  equipment: z.array(z.object({ id: z.string(), name: z.string(), serial: z.string().nullable() })),
  requests: z.number(),
});
export type ContractFacts = z.infer<typeof contractFactsSchema>;
