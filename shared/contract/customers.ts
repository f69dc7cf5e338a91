import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { customerNetworkContract } from './customerNetwork.ts';
import { customerSetupContract } from './customerSetup.ts';
import { customerTwinsContract } from './customerTwins.ts';
import { method } from './errors.ts';
import { createInputSchema, editInputSchema, savedSchema } from './records.ts';
import { markedShape, moneyListSchema, windowInputSchema } from './lists.ts';

export const customerRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  city: z.string().nullable(),
  phone: z.string().nullable(),
  stage: z.string(),
  channelRole: z.string().nullable(),
  class: z.string().nullable(),
  ownerName: z.string().nullable(),
  territoryName: z.string().nullable(),
  lastContactAt: z.string().nullable(),
  lastOrderOn: z.string().nullable(),
  /** Sum of confirmed orders, one entry per currency. */
  revenue: moneyListSchema,
  /** The company's own fields, where they were asked for. */
  own: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  ...markedShape,
});
export type CustomerRow = z.infer<typeof customerRowSchema>;

export const CUSTOMER_SORTS = [
  'name',
  'city',
  'stage',
  'lastContactAt',
  'lastOrderOn',
  'revenue',
  'updatedAt',
] as const;

export const customerListInputSchema = windowInputSchema.extend({
  search: z.string().max(200).optional(),
  filter: z
    .object({
      stages: z.array(z.string()),
      territoryIds: z.array(z.string()),
      ownerIds: z.array(z.string()),
      kinds: z.array(z.string()),
      cities: z.array(z.string()),
      tags: z.array(z.string()),
      classes: z.array(z.string()),
      groupIds: z.array(z.string()),
      /** `key/choice` of choices of own fields, `key/true` and `key/false`. Any of one field, and of every field that is asked for. */
      own: z.array(z.string().max(200)).max(200),
    })
    .partial()
    .optional(),
  /** Own fields come along with the rows. */
  withOwn: z.boolean().optional(),
  sort: z.object({ by: z.enum(CUSTOMER_SORTS), descending: z.boolean() }).optional(),
});
export type CustomerListInput = z.infer<typeof customerListInputSchema>;

/** What a customer's story is told from. */
export const STORY_COLLECTIONS = [
  'activities',
  'salesDocuments',
  'contracts',
  'opportunities',
  'serviceRequests',
  'assets',
  'attachments',
] as const;

/** One line of a customer's story, newest first. */
export const storyEntrySchema = z.object({
  collection: z.enum(STORY_COLLECTIONS),
  id: z.string(),
  kind: z.string(),
  at: z.string(),
  title: z.string(),
  detail: z.string().nullable(),
  state: z.string().nullable(),
  amount: z.object({ amount: z.number(), currency: z.string() }).nullable(),
  authorName: z.string().nullable(),
  ...markedShape,
});
export type StoryEntry = z.infer<typeof storyEntrySchema>;

export const customerSummarySchema = z.object({
  lastContactAt: z.string().nullable(),
  lastOrderOn: z.string().nullable(),
  orderCount: z.number(),
  revenue: moneyListSchema,
  openOrders: z.number(),
  activeContracts: z.number(),
  openOpportunities: z.number(),
  openRequests: z.number(),
  equipment: z.number(),
  /** What is planned first and not done yet. */
  nextStep: z.object({ id: z.string(), kind: z.string(), at: z.string(), title: z.string() }).nullable(),
});

export const customersContract = {
  /** Live window of the list; `total` counts everything that matches. */
  list: method
    .input(customerListInputSchema)
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(customerRowSchema) }))),
  facets: method.output(
    eventIterator(
      z.object({
        stages: z.array(z.object({ value: z.string(), count: z.number() })),
        cities: z.array(z.object({ value: z.string(), count: z.number() })),
        territories: z.array(z.object({ id: z.string(), name: z.string() })),
        owners: z.array(z.object({ id: z.string(), name: z.string() })),
      }),
    ),
  ),
  story: method
    .input(windowInputSchema.extend({ customerId: z.string() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(storyEntrySchema) }))),
  summary: method.input(z.object({ customerId: z.string() })).output(eventIterator(customerSummarySchema)),
  create: method.input(createInputSchema).output(savedSchema),
  edit: method.input(editInputSchema).output(savedSchema),
  remove: method.input(z.object({ id: z.string() })).output(savedSchema),
  ...customerTwinsContract,
  ...customerNetworkContract,
  ...customerSetupContract,
};
