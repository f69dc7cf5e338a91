/** Products, orders, contracts, activities. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { APPROVAL_STATES } from '../domain/approvals/approval.ts';
import { PRODUCT_KINDS } from '../domain/products/product.ts';
import { saidInField } from '../domain/products/units.ts';
import { reasonSchema } from './approvals.ts';
import { method } from './errors.ts';
import { contractFactsSchema } from './service.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';
import { markedShape, moneySchema, unitSchema, windowInputSchema } from './lists.ts';
import { leafChangeSchema } from '../sync/operation.ts';

export const productRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  code: z.string().nullable(),
  name: z.string(),
  unit: z.string(),
  units: z.array(unitSchema),
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
        /** What is withdrawn, in place of what is sold. */
        discontinued: z.boolean().optional(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(productRowSchema) }))),
  /** What these codes or barcodes stand for, exactly: of several codes the products of the first that stands for any. None for what nothing here is called. */
  byCode: method.input(z.object({ codes: z.array(z.string().max(100)).max(4) })).output(
    z.object({
      rows: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          unit: z.string(),
          units: z.array(unitSchema),
          /** The code means one of this unit; null: of the product's own. */
          unitId: z.string().nullable(),
          /** It is no longer sold. */
          discontinued: z.boolean(),
          /** Which of the codes. */
          code: z.string(),
        }),
      ),
    }),
  ),
  /** Keeps the product at hand for whoever asks, on all of their machines, or no longer. */
  setFavourite: method.input(z.object({ id: z.string().max(64), favourite: z.boolean() })).output(z.object({})),
  /** The categories in use, by name. */
  categories: method.output(eventIterator(z.array(z.string()))),
  /** The units that products are counted in, the most usual first. */
  unitNames: method.output(eventIterator(z.array(z.string()))),
  /** The other products that bear any of these codes or barcodes: what is sold keeps its codes for itself. */
  bearers: method
    .input(z.object({ codes: z.array(z.string().max(100)).max(200), exceptId: z.string().max(64).optional() }))
    .output(
      eventIterator(
        z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            discontinued: z.boolean(),
            /** Which of the codes, as it was asked for. */
            code: z.string(),
          }),
        ),
      ),
    ),
  /** What a product fits, and what fits it: by name, of what is still sold. */
  fitting: method
    .input(z.object({ id: z.string().max(64) }))
    .output(eventIterator(z.object({ fits: z.array(namedProduct), fittedBy: z.array(namedProduct) }))),
  /** @throws `invalid_input`, also with `product.codeTaken` and where it stands; for a price list or a promotion, which `pricing` makes. */
  create: method.input(createInputSchema).output(savedSchema),
  /** @throws `not_found` for a price list or a promotion, which `pricing` edits; `invalid_input` with `product.codeTaken`. */
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
  /** Why, as it was written down when somebody was asked. */
  askedFor: z.array(reasonSchema),
  ...markedShape,
});
export type OrderRow = z.infer<typeof orderRowSchema>;

/** A product to be taken into an order: at what it costs on the asked day, never at what it once cost. */
const suggestedLineSchema = z.object({
  productId: z.string(),
  name: z.string(),
  unit: z.string(),
  /** × 1,000, of its own unit. */
  quantity: z.number(),
  /** In which unit it was last said, as the product has that now; null for its own. */
  saidIn: saidInField.nullable(),
  /** Null where it has no price on that day. */
  price: moneySchema.nullable(),
  /** Why it cannot be ordered any more. */
  gone: z.enum(['removed', 'discontinued']).nullable(),
  /** How often it was part of the orders that were looked at, of what is usual. */
  orderCount: z.number().optional(),
});
export type SuggestedLine = z.infer<typeof suggestedLineSchema>;

export const orderSuggestionsSchema = z.object({
  /** Of the customer and all that were merged into it: the last that was confirmed. */
  lastOrder: z
    .object({ id: z.string(), number: z.string(), orderedOn: z.string(), lines: z.array(suggestedLineSchema) })
    .nullable(),
  usual: z.array(suggestedLineSchema),
  favourites: z.array(suggestedLineSchema),
});
export type OrderSuggestions = z.infer<typeof orderSuggestionsSchema>;

/** What may be promised of a product: shown beside a line, and in nobody's way. */
const lineStockSchema = z.object({
  productId: z.string(),
  /** Of all places, less what is kept for others. × 1,000 */
  available: z.number(),
  asOf: z.string(),
  /** What is left of the asker's own allotments of this day; null without one. */
  allotted: z.number().nullable(),
});
export type LineStock = z.infer<typeof lineStockSchema>;

export const ordersContract = {
  /** What this customer's order may begin with. */
  suggestions: method
    .input(z.object({ customerId: z.string().max(64), on: z.string(), currency: z.string().max(3) }))
    .output(eventIterator(orderSuggestionsSchema)),
  /** Stock of the products of an order; one of which nothing is known is left out. */
  lineStock: method
    .input(z.object({ productIds: z.array(z.string().max(64)).max(1_000) }))
    .output(eventIterator(z.array(lineStockSchema))),
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

const contractRowSchema = z.object({
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
export type ContractRow = z.infer<typeof contractRowSchema>;
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

/** Whom a change of a task that repeats is about: it alone, or also all that follow. */
export const REPEAT_SCOPES = ['this', 'following'] as const;
export type RepeatScope = (typeof REPEAT_SCOPES)[number];

export const activitiesContract = {
  /** A call, visit, note… that happened or is planned. */
  log: method.input(createInputSchema).output(savedSchema),
  /** Of a task that repeats, once it is done the next is made with it. @throws `invalid_input` for a rule that is to be changed of one task alone. */
  edit: method.input(editInputSchema.extend({ scope: z.enum(REPEAT_SCOPES).optional() })).output(savedSchema),
  /** Passes over a task that repeats: it goes to the next day of its rule, and `back` undoes that. Where it was the last, or the next stands already, it is deleted if it may be. */
  skip: method
    .input(z.object({ id: z.string(), mayDelete: z.boolean().optional() }))
    .output(
      z.discriminatedUnion('is', [
        z.object({ is: z.literal('moved'), to: z.string(), back: z.array(leafChangeSchema) }),
        z.object({ is: z.literal('asked'), why: z.enum(['nextStands', 'last']) }),
        z.object({ is: z.literal('deleted') }),
      ]),
    ),
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
