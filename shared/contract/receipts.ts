/** Money that customers hand over, cheques on their way through the bank, and what is still owed. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { AGES } from '../domain/receivables/account.ts';
import { RECEIPT_METHODS, RECEIPT_STATES } from '../domain/salesDocuments/receiptStates.ts';
import { method } from './errors.ts';
import { markedShape, moneySchema, windowInputSchema } from './lists.ts';
import { savedSchema } from './records.ts';

const dateSchema = z.iso.date();
const methodSchema = z.enum(RECEIPT_METHODS);

export const receiptRowSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  customerId: z.string(),
  customerName: z.string(),
  day: z.string(),
  method: methodSchema,
  state: z.string(),
  amount: moneySchema,
  /** Of a cheque; empty for anything else. */
  dueOn: z.string().nullable(),
  bank: z.string(),
  chequeNumber: z.string(),
  collectedByName: z.string(),
  ...markedShape,
});
export type ReceiptRow = z.infer<typeof receiptRowSchema>;

export const RECEIPT_SORTS = ['day', 'dueOn', 'customerName', 'amount', 'number'] as const;

export const receiptListInputSchema = windowInputSchema.extend({
  search: z.string().max(200).optional(),
  customerId: z.string().optional(),
  method: methodSchema.optional(),
  states: z.array(z.enum(RECEIPT_STATES)).optional(),
  /** Of cheques: due from this day, and until that, both included. */
  dueFrom: dateSchema.optional(),
  dueUntil: dateSchema.optional(),
  sort: z.object({ by: z.enum(RECEIPT_SORTS), descending: z.boolean() }).optional(),
});
export type ReceiptListInput = z.infer<typeof receiptListInputSchema>;

const chequeSchema = z.object({
  number: z.string().max(40).optional(),
  bank: z.string().max(100).optional(),
  branch: z.string().max(100).optional(),
  account: z.string().max(60).optional(),
  dueOn: dateSchema.optional(),
  drawer: z.string().max(200).optional(),
  sayadId: z.string().max(40).optional(),
});

const positiveMoneySchema = z.object({ amount: z.int().positive(), currency: z.string().regex(/^[A-Z]{3}$/) });

const recordInputSchema = z.object({
  /** The window's own: asking again with it takes nothing in twice. */
  id: z.string().optional(),
  customerId: z.string(),
  method: methodSchema,
  amount: positiveMoneySchema,
  /** Today where the company is, when left out. */
  receivedOn: dateSchema.optional(),
  reference: z.string().max(60).optional(),
  cheque: chequeSchema.optional(),
  /** What it pays for; what is left over counts against the oldest that is open. */
  allocations: z
    .array(z.object({ documentId: z.string(), amount: positiveMoneySchema }))
    .max(200)
    .optional(),
  note: z.string().max(10_000).optional(),
});
export type RecordReceiptInput = z.infer<typeof recordInputSchema>;

const stepInputSchema = z.object({
  id: z.string(),
  to: z.enum(['verified', 'deposited', 'cleared', 'bounced', 'returned', 'replaced', 'cancelled']),
  /** The day of the step: today where the company is, when left out. */
  on: dateSchema.optional(),
  /** Why it bounced or is cancelled. */
  reason: z.string().trim().max(500).optional(),
  /** The account that a cheque is deposited to. */
  depositedTo: z.string().trim().max(100).optional(),
  /** The receipt of what came in its place. */
  replacedById: z.string().optional(),
});
export type ReceiptStepInput = z.infer<typeof stepInputSchema>;

/** Amounts beyond what a number holds stand at its end. */
export const accountSchema = z.object({
  currency: z.string(),
  balance: z.number(),
  owed: z.number(),
  received: z.number(),
  returned: z.number(),
  inFavour: z.number(),
  unverified: z.number(),
  cheques: z.object({ count: z.number(), amount: z.number() }),
  bounced: z.object({ count: z.number(), amount: z.number() }),
  ages: z.record(z.enum(AGES), z.number()),
  open: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['order', 'invoice']),
      number: z.string().nullable(),
      day: z.string(),
      dueOn: z.string(),
      total: z.number(),
      open: z.number(),
      age: z.enum(AGES),
    }),
  ),
});
export type CustomerAccount = z.infer<typeof accountSchema>;

/** Of one limit: how far it goes, and what is taken of it beside the order that is asked about. */
const limitStandingSchema = z.object({ limit: z.number(), taken: z.number() }).nullable();

export const creditSchema = z.object({
  currency: z.string(),
  /** null: the customer has no such limit, or it is in another currency. */
  account: limitStandingSchema,
  cheque: limitStandingSchema,
});
export type CustomerCredit = z.infer<typeof creditSchema>;

export const statementSchema = z.object({
  currency: z.string(),
  opening: z.number(),
  closing: z.number(),
  lines: z.array(
    z.object({
      day: z.string(),
      id: z.string(),
      kind: z.enum(['order', 'invoice', 'receipt', 'return', 'bounce']),
      number: z.string().nullable(),
      method: z.string().nullable(),
      amount: z.number(),
      balance: z.number(),
    }),
  ),
});
export type CustomerStatement = z.infer<typeof statementSchema>;

export const receiptsContract = {
  list: method
    .input(receiptListInputSchema)
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(receiptRowSchema) }))),
  /** What somebody has to see to: unverified receipts, cheques that are due within a week or should long be at the bank, and bounced ones. */
  waiting: method.output(
    eventIterator(
      z.object({ unverified: z.number(), dueThisWeek: z.number(), overdue: z.number(), bounced: z.number() }),
    ),
  ),
  /** What was collected on a day, by whoever took it in and how; of the person's own unless they settle others' money. As far as it is here. */
  collectedOn: method
    .input(z.object({ day: dateSchema }))
    .output(
      eventIterator(
        z.array(z.object({ personName: z.string(), method: methodSchema, count: z.number(), amount: moneySchema })),
      ),
    ),
  /** Money is taken in. Its number is taken in the same commit. */
  record: method.input(recordInputSchema).output(z.object({ id: z.string(), number: z.string().nullable() })),
  step: method.input(stepInputSchema).output(savedSchema),
  /** What the customer, and whoever was merged into it, owes today; by currency, the largest first. */
  account: method.input(z.object({ customerId: z.string() })).output(eventIterator(z.array(accountSchema))),
  /** null where the person may not see the customer's limits. */
  credit: method
    .input(z.object({ customerId: z.string(), currency: z.string(), orderId: z.string().optional() }))
    .output(eventIterator(creditSchema.nullable())),
  statement: method
    .input(z.object({ customerId: z.string(), currency: z.string(), from: dateSchema.nullable(), until: dateSchema }))
    .output(eventIterator(statementSchema)),
};
