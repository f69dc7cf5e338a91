/** Quality, read back: why machines failed, why customers complained, why goods came back; counted, with what stands behind each number. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { dateField } from '../domain/fields.ts';
import { method } from './errors.ts';
import { windowInputSchema } from './lists.ts';

/** `requests`: of any kind, complaints too, by when they came in. `returns`: accepted or received, by their day. */
export const CAUSES_OF = ['requests', 'complaints', 'returns'] as const;
export type CausesOf = (typeof CAUSES_OF)[number];
/** `person`: who was sent; of a return, whose it is. */
export const CAUSE_GROUPS = ['cause', 'month', 'product', 'customer', 'person'] as const;
export type CauseGroup = (typeof CAUSE_GROUPS)[number];

/** Of requests, or of returns. */
const causeField = z.string().min(1).max(60);

const questionShape = {
  of: z.enum(CAUSES_OF),
  by: z.enum(CAUSE_GROUPS),
  /** Whose months are counted. */
  calendar: z.enum(['persian', 'gregory']),
  /** Both days included; without them from the beginning, to the end. */
  from: dateField.optional(),
  to: dateField.optional(),
  /** Of this cause alone. */
  cause: causeField.optional(),
};

const figureSchema = z.object({
  /** A cause, the first day of a month, or an id; null: it is not known. */
  key: z.string().nullable(),
  /** Of a product, a customer or a person, where it is held here. */
  name: z.string().nullable(),
  /** Requests or returns, each once. */
  count: z.number(),
  /** What it was most often: of a cause the product's name, of anything else the cause. */
  most: z.object({ what: z.string(), count: z.number() }).nullable(),
});
export type CauseFigure = z.infer<typeof figureSchema>;

const behindRowSchema = z.object({
  id: z.string(),
  title: z.string(),
  customerName: z.string().nullable(),
  on: z.string(),
  causes: z.array(z.string()),
});
export type BehindCauseRow = z.infer<typeof behindRowSchema>;

export const causesContract = {
  /**
   * The commonest first, months in their order; live. Whoever does not read sales sees those of requests to which they were sent themselves.
   * `total`: requests or returns with a cause, each once. `isMore`: there are more groups than are told.
   */
  causes: method.input(z.object(questionShape)).output(
    eventIterator(
      z.object({
        /** What was asked: a window may show an answer while it waits for the next. */
        of: z.enum(CAUSES_OF),
        by: z.enum(CAUSE_GROUPS),
        total: z.number(),
        isMore: z.boolean(),
        figures: z.array(figureSchema),
      }),
    ),
  ),
  /** The requests or returns behind one figure, newest first; live. */
  behindCauses: method
    .input(windowInputSchema.extend({ ...questionShape, key: z.string().max(200).nullable() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(behindRowSchema) }))),
};
