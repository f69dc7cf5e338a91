/** History of a record: who changed what when. The whole of it is on the server; a device knows its own groups. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { leafChangeSchema, recordIdSchema } from '../sync/operation.ts';

/** Most versions in one answer. */
export const HISTORY_PAGE_MAXIMUM = 50;

export const historyEntrySchema = z.object({
  /** The record's version on the server; null for work of this device that has none yet. */
  version: z.int().nullable(),
  /** '' for somebody whose name is not known here. */
  authorName: z.string(),
  /** When the person acted, by their clock; of what the server or an import did, by the server's. */
  at: z.string(),
  act: z.enum(['created', 'changed', 'deleted']),
  /** Each with the value before it in `seen`. A new record's fields are changes from nothing. */
  changes: z.array(leafChangeSchema),
  /** Changes beyond what an answer holds. */
  changesLeftOut: z.int(),
  /** `server`: the company has it. The others are work of this device: not sent, or held by head office. */
  standing: z.enum(['server', 'here', 'held']),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyInputSchema = z.strictObject({
  collection: z.enum(COLLECTION_NAMES),
  id: recordIdSchema,
  /** Versions below this one; null begins with the newest. */
  before: z.int().min(1).nullable(),
  limit: z.int().min(1).max(HISTORY_PAGE_MAXIMUM),
});

/** Newest first. `next`: what to ask for as `before`; null when this is all. */
export const historyPageSchema = z.object({ entries: z.array(historyEntrySchema), next: z.int().nullable() });
export type HistoryPage = z.infer<typeof historyPageSchema>;

export const historyCalls = {
  recordHistory: oc
    .route({ method: 'POST', path: '/history/v1/record', tags: ['history'], summary: 'Who changed what in a record' })
    .input(historyInputSchema)
    .output(historyPageSchema),
};
