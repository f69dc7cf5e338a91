/** The end of a day: what is here compared with what head office holds, and the receipt for it. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { hashSchema, recordIdSchema } from '../sync/operation.ts';
import {
  DAY_COLLECTIONS,
  DAY_RECORDS_MAXIMUM,
  dayFiguresSchema,
  isoDateSchema,
  RECEIPT_FORMATS,
  receiptSchema,
  signedReceiptSchema,
} from '../sync/receipt.ts';
import { method } from './errors.ts';

// ---- what a device asks the server -----------------------------------------------------------------------------

export const closeDayRequestSchema = z.strictObject({
  day: isoDateSchema,
  /** Their own day, or that of their branch with its people: for its manager. */
  of: z.enum(['person', 'branch']),
  /** The end of the device's chain; null when it never wrote anything. */
  last: z.object({ n: z.int().min(1), hash: hashSchema }).nullable(),
  /** False only compares: nothing is written down. */
  sign: z.boolean(),
  /** What is to be counted. A device of an earlier program does not say, and is told what it knows. */
  format: z.literal(RECEIPT_FORMATS).default(1),
});

export const closeDayReplySchema = z.object({
  /** Also when it was not asked to be signed: `receipt` is what it would say. */
  receipt: receiptSchema,
  signed: signedReceiptSchema.nullable(),
  records: z
    .array(z.object({ collection: z.enum(DAY_COLLECTIONS), id: recordIdSchema, version: z.int() }))
    .max(DAY_RECORDS_MAXIMUM),
  recordsLeftOut: z.int().min(0),
});
export type CloseDayReply = z.infer<typeof closeDayReplySchema>;

export const dayEndCalls = {
  closeDay: oc
    .route({
      method: 'POST',
      path: '/days/v1/close',
      tags: ['day end'],
      summary: 'What the server holds of a day’s work, and a signed receipt for it',
    })
    .input(closeDayRequestSchema)
    .output(closeDayReplySchema),
};

// ---- what a window asks the core -------------------------------------------------------------------------------

export const dayDifferenceSchema = z.object({
  collection: z.enum(COLLECTION_NAMES),
  id: z.string(),
  title: z.string(),
  /** Where it is: only on this machine, only at head office, or on both but not alike. */
  where: z.enum(['here', 'server', 'both']),
  /** `waiting`: not sent. `held`: head office holds it back. `unfetched`: it comes with the next sync, or is no longer held here. */
  why: z.enum(['waiting', 'held', 'unfetched']),
});
export type DayDifference = z.infer<typeof dayDifferenceSchema>;

export const dayComparisonSchema = z.object({
  here: dayFiguresSchema,
  /** What head office says, signed or not. */
  receipt: receiptSchema,
  isAlike: z.boolean(),
  /** Named as far as they can be; what else differs is counted. */
  differences: z.array(dayDifferenceSchema),
  differencesLeftOut: z.int(),
  /** True when everything of this device was decided by the server and nothing is held or waits. */
  isSettled: z.boolean(),
});
export type DayComparison = z.infer<typeof dayComparisonSchema>;

export const keptReceiptSchema = z.object({
  id: z.string(),
  receipt: receiptSchema,
  /** A later close of the same day stands in its place. */
  isReplaced: z.boolean(),
});
export type KeptReceipt = z.infer<typeof keptReceiptSchema>;

export const dayEndStateSchema = z.object({
  /** The day where the company is, by the clock of this machine. */
  today: z.string(),
  timeZone: z.string(),
  mayCloseBranch: z.boolean(),
  pending: z.int(),
  held: z.int(),
  /** How many of those the server did not even store. */
  refused: z.int(),
  reviews: z.int(),
  /** Others of this machine whose sealed work is still on it. */
  others: z.array(z.object({ profileId: z.string(), name: z.string(), state: z.string() })),
  /** Of this person's own work on that day, as it is here. */
  here: dayFiguresSchema,
});
export type DayEndState = z.infer<typeof dayEndStateSchema>;

const dayInput = z.object({ day: isoDateSchema, of: z.enum(['person', 'branch']) });

export const dayEndContract = {
  /** `day` null: today. */
  state: method.input(z.object({ day: isoDateSchema.nullable() })).output(eventIterator(dayEndStateSchema)),
  /** Needs a line. Nothing is written down. */
  compare: method.input(dayInput).output(dayComparisonSchema),
  /** Needs a line. Keeps the receipt that the server signed. */
  close: method.input(dayInput).output(dayComparisonSchema.extend({ id: z.string() })),
  /** Newest first. */
  receipts: method.output(eventIterator(z.array(keptReceiptSchema))),
  /** One of those kept, its signature checked now, without a line. */
  receipt: method
    .input(z.object({ id: z.string() }))
    .output(keptReceiptSchema.extend({ isGenuine: z.boolean(), signed: signedReceiptSchema })),
};
