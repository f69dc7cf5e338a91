/** Single records, live; and the commands that write them. Every command commits durably before it returns. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { leafChangeSchema, recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { historyEntrySchema, historyInputSchema, historyPageSchema } from './history.ts';

const bodySchema = z.record(z.string(), z.json());

export const recordViewSchema = z.object({
  collection: z.enum(COLLECTION_NAMES),
  kind: z.string(),
  id: z.string(),
  version: z.number(),
  createdBy: z.string(),
  createdAt: z.string(),
  updatedBy: z.string(),
  updatedAt: z.string(),
  deleted: z.boolean(),
  body: bodySchema,
  /** True while a change made here has not been confirmed by the server. */
  pending: z.boolean(),
  /** The server has parked a change of this record; `reason` is a park reason of the protocol. */
  held: z.object({ reason: z.string() }).nullable(),
});
export type RecordView = z.infer<typeof recordViewSchema>;

const target = { collection: z.enum(COLLECTION_NAMES), id: z.string() };

export const recordsContract = {
  /** The record now and whenever it changes; null while it is not held here. */
  observe: method.input(z.object(target)).output(eventIterator(recordViewSchema.nullable())),
  /** Who changed what when, newest first, as the server knows it. @throws `server_unreachable` without a line, `not_found`, `permission_denied`. */
  history: method.input(historyInputSchema).output(historyPageSchema),
  /** What this device itself did to the record and still knows, newest first, live. Needs no line. */
  historyHere: method.input(z.object(target)).output(eventIterator(z.array(historyEntrySchema))),
};

/**
 * What an editing command takes: changes with the values the person saw when the edit began. Never a whole record. A form that stays open
 * also gives the record as it was then, so that what others changed since is not taken for seen: where both touch what moves as a whole,
 * or a field that asks, the edit is refused with `stale_edit`.
 */
export const editInputSchema = z.object({
  id: z.string(),
  changes: z.array(leafChangeSchema).min(1),
  seen: z.object({ version: z.int().min(0), body: bodySchema }).optional(),
});
/** What every saving command returns: the record's id, durably on the disk. */
export const savedSchema = z.object({ id: z.string() });
/** `id` is the window's, kept until it has an answer: asking again after a lost one creates nothing twice. Without it the core takes one. */
export const createInputSchema = z.object({ id: recordIdSchema.optional(), kind: z.string(), body: bodySchema });
