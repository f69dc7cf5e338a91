/** The sync pill, its panel, and reviews. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { leafChangeSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { windowInputSchema } from './lists.ts';

export const syncStateSchema = z.object({
  /** Groups committed here and not yet confirmed by the server. */
  pending: z.number(),
  held: z.number(),
  /** How many of those the server did not even store: they are on this machine alone. Absent: none. */
  refused: z.number().optional(),
  /** Open reviews that wait for this person. */
  reviews: z.number(),
  lastContactAt: z.string().nullable(),
  connection: z.enum(['online', 'offline', 'syncing', 'refused']),
  /** Why the last try failed; worded by the window. Offline is normal and no error. */
  problem: z
    .object({
      code: z.string(),
      facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
    })
    .nullable(),
  /** While work is sent (groups), a checkpoint is fetched or taken over (rows): how many of how many. */
  progress: z
    .object({
      done: z.number(),
      expected: z.number(),
    })
    .nullable(),
  /** What {@link progress} counts: work sent, rows fetched, rows taken over. */
  phase: z.enum(['push', 'pull', 'apply']).optional(),
  /** Whole seconds until that is done; absent while nobody can tell. */
  secondsLeft: z.number().optional(),
  /** An instant: the person stopped syncing, and it goes on by itself then. */
  pausedUntil: z.string().nullable().optional(),
  /** The line costs money: by itself the device only sends what waits. */
  metered: z.boolean().optional(),
  /** An instant: the next of the fixed times. */
  nextScheduledAt: z.string().nullable().optional(),
});
export type SyncState = z.infer<typeof syncStateSchema>;

const leafSchema = z.json().optional();
export const reviewViewSchema = z.object({
  id: z.string(),
  collection: z.enum(COLLECTION_NAMES),
  recordId: z.string(),
  recordTitle: z.string(),
  createdAt: z.string(),
  status: z.enum(['open', 'accepted', 'takenBack']),
  mineAuthorName: z.string().nullable(),
  theirsAuthorName: z.string().nullable(),
  /** Of a decided one. */
  decidedByName: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** One row per clashing leaf; `result` is what the record holds now. */
  leaves: z.array(
    z.object({ path: z.string(), base: leafSchema, mine: leafSchema, theirs: leafSchema, result: leafSchema }),
  ),
});
export type ReviewView = z.infer<typeof reviewViewSchema>;

export const heldGroupSchema = z.object({
  hash: z.string(),
  n: z.number(),
  occurredAt: z.string(),
  reason: z.string(),
  facts: z.record(z.string(), z.string()),
  records: z.array(z.object({ collection: z.enum(COLLECTION_NAMES), id: z.string(), title: z.string() })),
});
export type HeldGroup = z.infer<typeof heldGroupSchema>;

/** One save of this device that head office has not confirmed. */
export const waitingGroupSchema = heldGroupSchema
  .pick({ hash: true, n: true, occurredAt: true, records: true })
  .extend({ why: z.enum(['unsent', 'behindEarlier']) });
export type WaitingGroup = z.infer<typeof waitingGroupSchema>;

/** When this person's device on this machine syncs by itself. */
export const syncRhythmSchema = z.object({
  /** Send what waits; fetch only at the fixed times and when asked. */
  metered: z.boolean(),
  /** Fixed times of a whole sync, `HH:MM` in the company's time zone, else the machine's. What was missed is made up. */
  times: z.array(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)).max(12),
});
export type SyncRhythm = z.infer<typeof syncRhythmSchema>;

export const syncContract = {
  state: method.output(eventIterator(syncStateSchema)),
  /** Try now; returns when the round is over or has failed. */
  now: method.output(syncStateSchema),
  /** What waits to be sent, the oldest first, the first fifty. `behindEarlier`: the server has it, and waits for something that it was built on. */
  waiting: method.output(eventIterator(z.array(waitingGroupSchema))),
  held: method.output(eventIterator(z.array(heldGroupSchema))),
  /** Stops the round in progress where it is; nothing that came is lost. Nothing begins by itself for a quarter of an hour. */
  cancel: method.output(syncStateSchema),
  /** Goes on where it was stopped. */
  resume: method.output(syncStateSchema),
  rhythm: method.output(syncRhythmSchema),
  changeRhythm: method.input(syncRhythmSchema).output(syncRhythmSchema),
};

/** What the page of a record says of the review about it. */
export const waitingReviewSchema = z.object({ id: z.string(), theirsAuthorName: z.string().nullable() });
export type WaitingReview = z.infer<typeof waitingReviewSchema>;

export const reviewsContract = {
  list: method
    .input(windowInputSchema.extend({ open: z.boolean() }))
    .output(eventIterator(z.object({ total: z.number(), rows: z.array(reviewViewSchema) }))),
  /** The newest open review of one record that waits for this person; null: none does. */
  ofRecord: method
    .input(z.object({ collection: z.enum(COLLECTION_NAMES), id: z.string() }))
    .output(eventIterator(waitingReviewSchema.nullable())),
  /**
   * `keep` accepts the result; `takeBack` puts the loser's values in place of it as a new change. Either answers with `undo`: given back with
   * `reopen`, by the one who decided, the record is as it was before the decision and the question is open again. It is null where
   * nothing brings back what was done (a delete).
   */
  decide: method
    .input(
      z.object({
        id: z.string(),
        decision: z.enum(['keep', 'takeBack', 'reopen']),
        undo: z.array(leafChangeSchema).optional(),
      }),
    )
    .output(z.object({ id: z.string(), undo: z.array(leafChangeSchema).nullable() })),
};
