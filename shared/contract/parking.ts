/**
 * Held work: groups of operations that the server parked, or that wait for something that has not arrived, and what an administrator decides
 * about them. The messages of the server's calls and the core's methods, which add nothing but the person's rights and the road.
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import type { JsonValue } from '../base/leafPath.ts';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { hashSchema, instantSchema, recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { windowInputSchema } from './lists.ts';

const jsonSchema = z.json() as z.ZodType<JsonValue, JsonValue>;
const factsSchema = z.record(z.string(), z.string());
/** Why, in the administrator's own words; the author reads it. */
const noteSchema = z.string().trim().max(2_000);

const recordTitleSchema = z.object({
  collection: z.enum(COLLECTION_NAMES),
  kind: z.string(),
  id: recordIdSchema,
  /** '' when it has none. */
  title: z.string(),
});

// ---- what is held -------------------------------------------------------------------------------------------------

export const heldWorkSchema = z.object({
  hash: hashSchema,
  /** `parked`: it was refused, a person must decide. `waiting`: something it was built on has not arrived. */
  state: z.enum(['parked', 'waiting']),
  n: z.int(),
  author: z.object({ id: recordIdSchema, name: z.string() }),
  device: z.object({ id: recordIdSchema, name: z.string(), code: z.string() }),
  /** When the person acted, by their own clock. */
  occurredAt: instantSchema,
  /** Since when it lies here. */
  since: instantSchema,
  /** A park reason of the protocol; of waiting groups `group_missing` or `state_missing`. */
  reason: z.string(),
  facts: factsSchema,
  operations: z.int(),
  /** The records that it touches, the first few. */
  records: z.array(recordTitleSchema),
  /** How many groups wait behind it. */
  behind: z.int(),
  /** Somebody released it already: it is applied with the next push. */
  released: z.boolean(),
});
export type HeldWork = z.infer<typeof heldWorkSchema>;

export const heldWorkListInputSchema = windowInputSchema.extend({
  /** Only what this person wrote themselves, on any device. Whoever may not decide sees nothing else. */
  mine: z.boolean(),
});
export const heldWorkListSchema = z.object({ total: z.int(), rows: z.array(heldWorkSchema) });
export type HeldWorkList = z.infer<typeof heldWorkListSchema>;

const leafSchema = z.object({
  /** Names the leaf in its operation, for edits. */
  key: z.string(),
  path: z.string(),
  /** What the author did there, as in `LeafChange`. */
  act: z.enum(['set', 'unset', 'addElement', 'removeElement', 'add', 'remove', 'increment']),
  /** What the author wanted; absent for what they took out. */
  mine: jsonSchema.optional(),
  /** What the author had before them; absent where that was nothing, or is not known. */
  seen: jsonSchema.optional(),
  /** What the record holds now; absent where it holds nothing. */
  current: jsonSchema.optional(),
});
export type HeldLeaf = z.infer<typeof leafSchema>;

const heldOperationSchema = recordTitleSchema.extend({
  act: z.enum(['create', 'patch', 'delete']),
  /** The record as it is now; `absent`: no such record is known here. */
  standing: z.enum(['absent', 'present', 'deleted']),
  leaves: z.array(leafSchema),
});
export type HeldOperation = z.infer<typeof heldOperationSchema>;

export const heldWorkDetailSchema = z.object({
  work: heldWorkSchema,
  operations: z.array(heldOperationSchema),
  /** Operations beyond what a page can show. */
  operationsLeftOut: z.int(),
  /** What waits behind it, the first hundred. */
  behind: z.array(heldWorkSchema),
  /** The numbers of the chain that are missing before a waiting group; null when none is. */
  missing: z.object({ first: z.int(), last: z.int() }).nullable(),
});
export type HeldWorkDetail = z.infer<typeof heldWorkDetailSchema>;

// ---- what is decided ----------------------------------------------------------------------------------------------

export const heldEditSchema = z.strictObject({
  /** Index of the operation in the group. */
  operation: z.int().min(0),
  /** The leaf; null: the whole operation, which can only be left out. */
  leaf: z.object({ key: z.string().max(512), path: z.string().max(512) }).nullable(),
  /** `leaveOut`: not applied. */
  act: z.enum(['set', 'leaveOut']),
  value: jsonSchema.optional(),
});
export type HeldEdit = z.infer<typeof heldEditSchema>;

/** Every decision brings an id of its own: asking again with it, after a lost answer, decides nothing twice. */
export const decideInputSchema = z.strictObject({
  id: recordIdSchema,
  hash: hashSchema,
  /** `apply`: as it was written. `change`: with `edits`. `discard`: nothing of it; needs a note. */
  decision: z.enum(['apply', 'change', 'discard']),
  note: noteSchema,
  edits: z.array(heldEditSchema).max(10_000),
});
export type DecideInput = z.infer<typeof decideInputSchema>;

export const decideReplySchema = z.discriminatedUnion('type', [
  /** `released`: groups that waited behind it and are applied now; `stillHeld`: those that are held after all, for reasons of their own. */
  z.object({
    type: z.literal('decided'),
    outcome: z.enum(['applied', 'discarded']),
    reviews: z.int(),
    released: z.int(),
    stillHeld: z.int(),
  }),
  /** It still cannot be applied: nothing was written. */
  z.object({ type: z.literal('refused'), reason: z.string(), facts: factsSchema }),
]);
export type DecideReply = z.infer<typeof decideReplySchema>;

export const releaseInputSchema = z.strictObject({ id: recordIdSchema, hash: hashSchema, note: noteSchema });
export type ReleaseInput = z.infer<typeof releaseInputSchema>;
export const declareLostInputSchema = z.strictObject({
  id: recordIdSchema,
  device: recordIdSchema,
  first: z.int().min(1),
  last: z.int().min(1),
  note: noteSchema.min(1),
});
export type DeclareLostInput = z.infer<typeof declareLostInputSchema>;
/** What became of the groups that had waited. */
export const releaseReplySchema = z.object({ applied: z.int(), parked: z.int(), waiting: z.int() });
export type ReleaseReply = z.infer<typeof releaseReplySchema>;

/** The server's calls, each with the bearer token of a device. */
export const parkingCalls = {
  heldWork: oc
    .route({ method: 'POST', path: '/parking/v1/list', tags: ['parking'], summary: 'Parked and waiting groups' })
    .input(heldWorkListInputSchema)
    .output(heldWorkListSchema),
  heldWorkDetail: oc
    .route({ method: 'POST', path: '/parking/v1/inspect', tags: ['parking'], summary: 'One group, leaf by leaf' })
    .input(z.strictObject({ hash: hashSchema }))
    .output(heldWorkDetailSchema),
  decideHeldWork: oc
    .route({ method: 'POST', path: '/parking/v1/decide', tags: ['parking'], summary: 'Apply, change or discard' })
    .input(decideInputSchema)
    .output(decideReplySchema),
  releaseHeldWork: oc
    .route({ method: 'POST', path: '/parking/v1/release', tags: ['parking'], summary: 'End the wait of a group' })
    .input(releaseInputSchema)
    .output(releaseReplySchema),
  declareLost: oc
    .route({ method: 'POST', path: '/parking/v1/lost', tags: ['parking'], summary: 'Declare a range of a chain lost' })
    .input(declareLostInputSchema)
    .output(releaseReplySchema),
};

// ---- what the author reads ----------------------------------------------------------------------------------------

export const decisionViewSchema = z.object({
  id: z.string(),
  decision: z.enum(['applied', 'changed', 'discarded', 'released', 'lost']),
  decidedByName: z.string(),
  decidedAt: z.string(),
  note: z.string(),
  occurredAt: z.string().nullable(),
  /** Why it had been held; null of a lost range. */
  reason: z.string().nullable(),
  /** The groups' numbers in the device's chain. */
  first: z.int(),
  last: z.int(),
  records: z.array(recordTitleSchema),
  /** What was not applied as it was written: of a discarded group everything. */
  changes: z.array(
    z.object({
      collection: z.enum(COLLECTION_NAMES),
      id: z.string(),
      path: z.string(),
      mine: jsonSchema.optional(),
      /** What was applied in its place; absent when nothing was. */
      result: jsonSchema.optional(),
      leftOut: z.boolean(),
    }),
  ),
  changesLeftOut: z.int(),
});
export type DecisionView = z.infer<typeof decisionViewSchema>;

/** The core's methods. Those that ask the server need a line: `server_unreachable` without one. */
export const parkingContract = {
  list: method.input(heldWorkListInputSchema).output(heldWorkListSchema),
  inspect: method.input(z.strictObject({ hash: hashSchema })).output(heldWorkDetailSchema),
  decide: method.input(decideInputSchema).output(decideReplySchema),
  release: method.input(releaseInputSchema).output(releaseReplySchema),
  declareLost: method.input(declareLostInputSchema).output(releaseReplySchema),
  /** Who can decide, three at the most, those with a phone first: whom an author may ask. Known here without a line. */
  deciders: method.output(
    eventIterator(z.array(z.object({ id: z.string(), name: z.string(), phone: z.string().nullable() }))),
  ),
  /** Decisions about this person's own work, newest first, live; they are synced, so they are here without a line too. */
  decisions: method
    .input(windowInputSchema)
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(decisionViewSchema) }))),
};
