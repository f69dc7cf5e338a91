/** The channel: who belongs to whom, who supplies whom, who brought whom. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { method } from './errors.ts';

export const NETWORK_RELATIONS = ['parent', 'supplier', 'referrer'] as const;
export type NetworkRelation = (typeof NETWORK_RELATIONS)[number];

export const networkNodeSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  stage: z.string(),
  channelRole: z.string().nullable(),
  class: z.string().nullable(),
  city: z.string().nullable(),
  ownerName: z.string().nullable(),
  /** How many hang on this one, by any of the relations that are asked for. */
  count: z.number(),
});
export type NetworkNode = z.infer<typeof networkNodeSchema>;

const relationsSchema = z.array(z.enum(NETWORK_RELATIONS)).min(1).max(NETWORK_RELATIONS.length);
/** More hang on one customer than a tree could show; the rest is in the list. */
export const NETWORK_SHOWN = 500;

export const customerNetworkContract = {
  /** Where trees begin: customers on whom others hang and who hang on nobody; of one territory, or of all that are held. */
  networkRoots: method
    .input(z.object({ relations: relationsSchema, territoryId: z.string().optional() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(networkNodeSchema) }))),
  /** Who hangs on a customer, each with the relation by which it does. */
  networkBelow: method.input(z.object({ customerId: z.string(), relations: relationsSchema })).output(
    eventIterator(
      z.object({
        total: z.number(),
        rows: z.array(networkNodeSchema.extend({ relation: z.enum(NETWORK_RELATIONS) })),
      }),
    ),
  ),
  /** On whom a customer hangs, one step up. */
  networkAbove: method
    .input(z.object({ customerId: z.string() }))
    .output(eventIterator(z.array(networkNodeSchema.extend({ relation: z.enum(NETWORK_RELATIONS) })))),
};
