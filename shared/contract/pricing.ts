/** What prices are made of: what the pricing function is asked with, and the lists and promotions of the company. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { PRICE_SCOPES } from '../domain/products/priceScope.ts';
import { PROMOTION_RULES } from '../domain/products/promotion.ts';
import { method } from './errors.ts';
import { markedShape, windowInputSchema } from './lists.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';

const pricingRecord = z.object({ id: z.string(), body: z.record(z.string(), z.json()) });

export const pricingTermsSchema = z.object({
  customer: z.object({
    id: z.string().nullable(),
    sameIds: z.array(z.string()).optional(),
    groupIds: z.array(z.string()),
    territoryId: z.string().nullable(),
    channelRole: z.string().nullable(),
    class: z.string().nullable(),
  }),
  /** The products that were asked for, as far as they are held here, and those that the promotions give. */
  products: z.array(pricingRecord),
  /** Meant for this customer and day; with the entries of these products alone. */
  priceLists: z.array(pricingRecord),
  promotions: z.array(pricingRecord),
});

export const PRICING_KINDS = ['priceList', 'promotion'] as const;
/** Of the asked day: on, not begun, over; or taken out of use. */
export const PRICING_STATES = ['now', 'later', 'past', 'paused'] as const;

export const pricingRowSchema = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(PRICING_STATES),
  from: z.string(),
  to: z.string().nullable(),
  scope: z.enum(PRICE_SCOPES),
  /** Names of what it is meant for, as far as they are known here, the first few; and how many there are. */
  scopeNames: z.array(z.string()),
  scopeCount: z.number(),
  priority: z.number(),
  /** Of a price list. */
  currency: z.string().nullable(),
  entryCount: z.number(),
  /** Of a promotion. */
  rule: z.enum(PROMOTION_RULES).nullable(),
  exclusive: z.boolean(),
  ...markedShape,
});
export type PricingRow = z.infer<typeof pricingRowSchema>;

export const pricingContract = {
  /** All that `priceDocument` (shared/domain/pricing) asks for besides the lines. @throws `invalid_input` for a day or a currency that is none. */
  terms: method
    .input(
      z.object({
        customerId: z.string().nullable(),
        day: z.string(),
        currency: z.string(),
        productIds: z.array(z.string().max(64)).max(2_000),
      }),
    )
    .output(eventIterator(pricingTermsSchema)),
  list: method
    .input(
      windowInputSchema.extend({
        kind: z.enum(PRICING_KINDS),
        search: z.string().max(200).optional(),
        day: z.string(),
      }),
    )
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(pricingRowSchema) }))),
  /** The company's customer groups, to choose from. */
  groups: method.output(eventIterator(z.array(z.object({ id: z.string(), name: z.string() })))),
  /** What the products of a list are called; those that are not held here are left out. */
  names: method
    .input(z.object({ productIds: z.array(z.string().max(64)).max(5_000) }))
    .output(eventIterator(z.array(z.object({ id: z.string(), name: z.string(), unit: z.string() })))),
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  remove: method.input(z.object({ id: z.string() })).output(savedSchema),
};
