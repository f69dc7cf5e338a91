/** What comes before and after an order: quotes, deliveries, invoices, returns; and how far an order has come. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { RETURN_REASONS } from '../domain/salesDocuments/lines.ts';
import { CHAIN_KINDS } from '../domain/salesDocuments/documentStates.ts';
import { REMEDIES } from '../domain/salesDocuments/return.ts';
import { method } from './errors.ts';
import { markedShape, moneySchema, windowInputSchema } from './lists.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';

const kindSchema = z.enum(CHAIN_KINDS);
const dateSchema = z.iso.date();
const reasonSchema = z.string().trim().min(1).max(500);

export const documentRowSchema = z.object({
  id: z.string(),
  kind: kindSchema,
  number: z.string().nullable(),
  customerId: z.string(),
  customerName: z.string(),
  day: z.string(),
  state: z.string(),
  /** Of a quote: its last day. */
  validUntil: z.string().nullable(),
  /** null for a delivery: it has no prices. */
  total: moneySchema.nullable(),
  lineCount: z.number(),
  orderId: z.string().nullable(),
  orderNumber: z.string().nullable(),
  ...markedShape,
});
export type DocumentRow = z.infer<typeof documentRowSchema>;

const lineProgressSchema = z.object({
  lineId: z.string(),
  unit: z.string(),
  ordered: z.number(),
  delivered: z.number(),
  invoiced: z.number(),
  returned: z.number(),
  toReplace: z.number(),
  toDeliver: z.number(),
  toInvoice: z.number(),
  returnable: z.number(),
  deliveredTooMuch: z.number(),
  invoicedTooMuch: z.number(),
});

const shareSchema = z.object({
  done: z.number(),
  of: z.number(),
  unit: z.string().nullable(),
  state: z.enum(['none', 'part', 'all', 'tooMuch']),
});

/** An order and all that belongs to it, in the order of their days. */
export const chainSchema = z.object({
  orderId: z.string(),
  orderNumber: z.string().nullable(),
  orderState: z.string(),
  customerId: z.string(),
  documents: z.array(documentRowSchema),
  progress: z.object({
    lines: z.array(lineProgressSchema),
    delivered: shareSchema,
    invoiced: shareSchema,
    isReturned: z.boolean(),
  }),
});
export type DocumentChain = z.infer<typeof chainSchema>;

const exceedingSchema = z.object({
  orderId: z.string(),
  orderNumber: z.string().nullable(),
  customerName: z.string(),
  day: z.string(),
  delivered: z.boolean(),
  invoiced: z.boolean(),
  /** The order is cancelled, and these papers of it are out. */
  cancelled: z.boolean(),
});
export type ExceedingOrder = z.infer<typeof exceedingSchema>;

/** Quantities × 1,000; all that is open when left out. */
const chosenSchema = z
  .array(
    z.object({
      orderLineId: z.string().max(64),
      quantity: z.int().positive(),
      reason: z.enum(RETURN_REASONS).optional(),
    }),
  )
  .min(1)
  .max(2_000)
  .optional();

const nextShape = {
  /** The window's own: asking again with it makes nothing twice. */
  id: z.string().optional(),
  orderId: z.string(),
  lines: chosenSchema,
  /** Today where the company is, when left out. */
  issuedOn: dateSchema.optional(),
  /** Prepared, and not out yet: it has no number. */
  asDraft: z.boolean().optional(),
  note: z.string().max(10_000).optional(),
};

/** Where the goods lie. null: nowhere that is kept here; left out: the person's van, else their branch's warehouse. What is out moves stock there. */
const stockPlace = { stockPlaceId: z.string().max(64).nullable().optional() };

const madeSchema = z.object({ id: z.string(), number: z.string().nullable() });

export const salesDocumentsContract = {
  list: method
    .input(
      windowInputSchema.extend({
        /** All of them when left out. */
        kind: kindSchema.optional(),
        search: z.string().max(200).optional(),
        customerId: z.string().optional(),
        states: z.array(z.string()).optional(),
        sort: z.object({ by: z.enum(['day', 'customerName', 'total', 'number']), descending: z.boolean() }).optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(documentRowSchema) }))),
  /** Where the goods of a paper lie when nobody says: of the person at work. null: nowhere. */
  usualPlace: method.output(eventIterator(z.object({ id: z.string() }).nullable())),
  /** Orders of which more was delivered or invoiced than was ordered, newest first: two machines without a line both did the rest. Up to 100. */
  exceeding: method.output(eventIterator(z.array(exceedingSchema))),
  /** null while the order is not here. */
  chain: method.input(z.object({ orderId: z.string() })).output(eventIterator(chainSchema.nullable())),

  /** Always creates a draft of a quote. */
  createQuote: method.input(createInputSchema).output(savedSchema),
  /** Of a draft of any of these kinds. */
  editDraft: method.input(editInputSchema).output(savedSchema),
  /** Other quantities on a delivery, invoice or return that is not out yet; of what is open without it. */
  changeLines: method
    .input(z.object({ id: z.string(), lines: chosenSchema.unwrap(), ...stockPlace }))
    .output(savedSchema),
  removeDraft: method.input(z.object({ id: z.string() })).output(savedSchema),
  sendQuote: method.input(z.object({ id: z.string() })).output(madeSchema),
  /** A sent quote holds until a later (or earlier) day. */
  prolongQuote: method.input(z.object({ id: z.string(), validUntil: dateSchema })).output(savedSchema),
  declineQuote: method.input(z.object({ id: z.string(), reason: reasonSchema })).output(savedSchema),
  /**
   * Makes the order that was agreed, a draft at the prices of the quote; where it was removed and comes back, `draft` is all that it says. Refused past the
   * quote's last day, and of an order that comes back where the quote has another one since. Asked again with the same `orderId`, it is the same order.
   */
  acceptQuote: method
    .input(
      z.object({
        id: z.string(),
        draft: createInputSchema.shape.body.optional(),
        orderId: createInputSchema.shape.id,
      }),
    )
    .output(z.object({ id: z.string(), orderId: z.string() })),

  deliver: method
    .input(z.object({ ...nextShape, ...stockPlace, receivedBy: z.string().max(200).optional() }))
    .output(madeSchema),
  invoice: method.input(z.object({ ...nextShape, deliveryId: z.string().optional() })).output(madeSchema),
  takeBack: method
    .input(
      z.object({
        ...nextShape,
        deliveryId: z.string().optional(),
        invoiceId: z.string().optional(),
        remedy: z.enum(REMEDIES),
        /** Of every line that has none of its own. */
        reason: z.enum(RETURN_REASONS).optional(),
      }),
    )
    .output(madeSchema),

  /** A draft goes out: a delivery is delivered, an invoice issued, a return accepted. Its number is taken in the same commit. */
  issue: method.input(z.object({ id: z.string(), ...stockPlace })).output(madeSchema),
  /** An accepted return is back in store. */
  receive: method.input(z.object({ id: z.string(), ...stockPlace })).output(savedSchema),
  /** A return that is not taken. */
  refuse: method.input(z.object({ id: z.string(), reason: reasonSchema })).output(savedSchema),
  /** A delivery or an invoice that does not hold. What the delivery moved is taken back: by whoever holds the place, else `permission_denied`. */
  cancel: method.input(z.object({ id: z.string(), reason: reasonSchema })).output(savedSchema),
};
