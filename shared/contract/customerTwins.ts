/** Records of one customer that were written twice: found while typing, looked at side by side, made one, and taken apart again. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { MATCH_REASONS } from '../domain/customers/matchKeys.ts';
import { method } from './errors.ts';
import { savedSchema } from './records.ts';

const textsSchema = z.array(z.string().max(200)).max(100);

/** What of a customer stands in the form by now. */
export const twinInputSchema = z.object({
  name: z.string().max(200).optional(),
  phones: textsSchema.optional(),
  emails: textsSchema.optional(),
  /** National ids and economic codes. */
  ids: textsSchema.optional(),
  code: z.string().max(60).optional(),
  /** The customer whose form it is: neither it nor what was merged into it is its own twin. */
  exceptId: z.string().optional(),
});
export type TwinInput = z.infer<typeof twinInputSchema>;

export const twinSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  stage: z.string(),
  city: z.string().nullable(),
  territoryName: z.string().nullable(),
  /** What they have in common, the weightiest first; `name` also where one name begins like the other. */
  reasons: z.array(z.enum(MATCH_REASONS)).min(1),
});
export type Twin = z.infer<typeof twinSchema>;

export const twinPairSchema = z.object({
  /** The older one first: it would stay. */
  pair: z.tuple([twinSchema.omit({ reasons: true }), twinSchema.omit({ reasons: true })]),
  /** What they have in common, the weightiest first. */
  reasons: z.array(z.enum(MATCH_REASONS)).min(1),
});
export type TwinPair = z.infer<typeof twinPairSchema>;

export const customerTwinsContract = {
  /** Those most alike, the likeliest first; live. */
  twins: method.input(twinInputSchema).output(eventIterator(z.array(twinSchema))),
  /** Those of the company that are likely the same, two by two, the likeliest first, to be worked through; live. `isMore`: there are more than are shown. */
  twinPairs: method.output(eventIterator(z.object({ pairs: z.array(twinPairSchema), isMore: z.boolean() }))),
  /**
   * Makes two customers one, in one commit. The older one stays. `fromMerged` names fields of which the younger one's value is taken.
   * @throws `not_found`, `permission_denied`, `invalid_input` (the same one twice, or one that is merged already).
   */
  merge: method
    .input(z.object({ ids: z.tuple([z.string(), z.string()]), fromMerged: z.array(z.string().max(300)).max(500) }))
    .output(savedSchema),
  /**
   * Two that are alike are not the same: they are named to nobody as twins until they have something else in common. Kept with the older one.
   * @throws `not_found`, `permission_denied`, `invalid_input` (the same one twice).
   */
  tellApart: method.input(z.object({ ids: z.tuple([z.string(), z.string()]) })).output(savedSchema),
  /** Takes back whatever was told of these two. @throws `not_found`, `permission_denied`. */
  askAgain: method.input(z.object({ ids: z.tuple([z.string(), z.string()]) })).output(savedSchema),
  /** Takes a merged customer out again, by its own id. @throws `not_found`, `permission_denied`, `invalid_input` (it is not merged). */
  unmerge: method.input(z.object({ id: z.string() })).output(savedSchema),
  /** Customers that were merged into this one, also by way of others; live. */
  mergedInto: method
    .input(z.object({ id: z.string() }))
    .output(eventIterator(z.array(z.object({ id: z.string(), name: z.string(), intoId: z.string() })))),
};
