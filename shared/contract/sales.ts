/** Products, orders, contracts, activities. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { APPROVAL_STATES } from '../domain/approvals/approval.ts';
import { PRODUCT_KINDS } from '../domain/products/product.ts';
import { method } from './errors.ts';
import { contractFactsSchema } from './service.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';
import { markedShape, moneySchema, windowInputSchema } from './lists.ts';

export const productRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  unit: z.string(),
  /** What one piece costs on the asked day, null when there is none: such a product cannot be confirmed on an order. */
  price: moneySchema.nullable(),
  taxPercentage: z.number(),
  /** Sum over the places this person sees, × 1,000; null when no stock record is held. `asOf` is the oldest figure's instant: stock is always shown with its age. */
  stock: z.object({ quantity: z.number(), asOf: z.string() }).nullable(),
});
export type ProductRow = z.infer<typeof productRowSchema>;

const namedProduct = z.object({ id: z.string(), kind: z.string(), name: z.string() });

export const productsContract = {
  search: method
    .input(
      windowInputSchema.extend({
        text: z.string().max(200),
        on: z.string(),
        currency: z.string().optional(),
        /** Prices are this customer's; without one, everyone's. */
        customerId: z.string().optional(),
        kinds: z.array(z.enum(PRODUCT_KINDS)).optional(),
        category: z.string().max(100).optional(),
        /** Only what fits this equipment. */
        fits: z.string().max(64).optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(productRowSchema) }))),
  /** The categories in use, by name. */
  categories: method.output(eventIterator(z.array(z.string()))),
  /** What a product fits, and what fits it: by name, of what is still sold. */
  fitting: method
    .input(z.object({ id: z.string().max(64) }))
    .output(eventIterator(z.object({ fits: z.array(namedProduct), fittedBy: z.array(namedProduct) }))),
  /** @throws `not_found` for a price list or a promotion, which `pricing` edits. */
  edit: method.input(editInputSchema).output(savedSchema),
};

export const orderRowSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  customerId: z.string(),
  customerName: z.string(),
  orderedOn: z.string(),
  state: z.string(),
  total: moneySchema,
  lineCount: z.number(),
  /** How a draft stands on which somebody's word was asked for. */
  asked: z.enum(APPROVAL_STATES),
  ...markedShape,
});
export type OrderRow = z.infer<typeof orderRowSchema>;

export const ordersContract = {
  list: method
    .input(
      windowInputSchema.extend({
        search: z.string().max(200).optional(),
        customerId: z.string().optional(),
        states: z.array(z.string()).optional(),
        sort: z
          .object({ by: z.enum(['orderedOn', 'customerName', 'total', 'number']), descending: z.boolean() })
          .optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(orderRowSchema) }))),
  /** Always creates a draft; the body may hold lines. */
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  /** draft → confirmed: re-prices nothing, checks every line, takes a printed number from the leased block. */
  confirm: method.input(z.object({ id: z.string() })).output(z.object({ id: z.string(), number: z.string() })),
  cancel: method.input(z.object({ id: z.string(), reason: z.string().max(500) })).output(savedSchema),
  removeDraft: method.input(z.object({ id: z.string() })).output(savedSchema),
};

export const contractRowSchema = z.object({
  id: z.string(),
  number: z.string().nullable(),
  customerId: z.string(),
  customerName: z.string(),
  title: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  coverage: z.array(z.string()),
  /** Whether its terms were agreed to; `none` where nobody had to be asked. */
  agreed: z.enum(APPROVAL_STATES),
  ...markedShape,
});
export const contractsContract = {
  list: method
    .input(
      windowInputSchema.extend({
        search: z.string().max(200).optional(),
        customerId: z.string().optional(),
        /** Only those whose renewal should be offered. */
        renewalDue: z.boolean().optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(contractRowSchema) }))),
  /** What is used and left of it, and what it is for. null while it is not here. */
  facts: method.input(z.object({ id: z.string() })).output(eventIterator(contractFactsSchema.nullable())),
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
};

export const activitiesContract = {
  /** A call, visit, note… that happened or is planned. */
  log: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  list: method
    .input(
      windowInputSchema.extend({
        customerId: z.string().optional(),
        mine: z.boolean().optional(),
        planned: z.boolean().optional(),
      }),
    )
    .output(
      eventIterator(
        z.object({
          total: z.number(),
          rows: z.array(
            z.object({
              id: z.string(),
              kind: z.string(),
              customerId: z.string().nullable(),
              customerName: z.string().nullable(),
              subject: z.string(),
              at: z.string(),
              outcome: z.string().nullable(),
              ...markedShape,
            }),
          ),
        }),
      ),
    ),
};
