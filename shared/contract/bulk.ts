/** One act on many records of a list: each is judged for itself, and the whole can be taken back. */
import { z } from 'zod';
import { CUSTOMER_CLASSES } from '../domain/customers/customer.ts';
import { REQUEST_PRIORITIES } from '../domain/serviceRequests/serviceRequest.ts';
import { method } from './errors.ts';

/** As many as one call takes, in one commit. A window that has more asks again, and shows how far it is. */
export const BULK_STEP = 100;
/** As many as a list lets be chosen at once. */
export const BULK_MAXIMUM = 1_000;

const tagSchema = z.string().trim().min(1).max(60);

export const bulkActSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('customers.owner'), ownerId: z.string().nullable() }),
  z.object({ act: z.literal('customers.territory'), territoryId: z.string() }),
  z.object({ act: z.literal('customers.class'), class: z.enum(CUSTOMER_CLASSES).nullable() }),
  z.object({ act: z.literal('customers.addTag'), tag: tagSchema }),
  z.object({ act: z.literal('customers.removeTag'), tag: tagSchema }),
  /** A visit of the person at work on that day, at no agreed hour; nobody gets a second one. `subject` is the window's word for it. */
  z.object({ act: z.literal('customers.visit'), on: z.iso.date(), subject: z.string().min(1).max(200) }),
  z.object({ act: z.literal('activities.done') }),
  z.object({ act: z.literal('activities.move'), to: z.iso.date() }),
  z.object({ act: z.literal('opportunities.owner'), ownerId: z.string().nullable() }),
  /** Not to `lost`, which asks why, nor to `converted`, which makes a customer. */
  z.object({ act: z.literal('opportunities.stage'), to: z.string().max(64) }),
  z.object({ act: z.literal('serviceRequests.assign'), personId: z.string() }),
  z.object({ act: z.literal('serviceRequests.priority'), priority: z.enum(REQUEST_PRIORITIES) }),
  /** Those that were signed for or invoiced. There is no step back. */
  z.object({ act: z.literal('serviceRequests.close') }),
  /** Drafts alone: what is confirmed or out has its seller. */
  z.object({ act: z.literal('salesDocuments.owner'), ownerId: z.string() }),
  z.object({ act: z.literal('salesDocuments.removeDraft') }),
  z.object({ act: z.literal('contracts.owner'), ownerId: z.string() }),
  /** A call on that day, of whoever answers for the contract, about its renewal; none where one is planned. `subject` is the window's word for it. */
  z.object({ act: z.literal('contracts.renewal'), on: z.iso.date(), subject: z.string().min(1).max(100) }),
  z.object({ act: z.literal('assets.customer'), customerId: z.string() }),
  z.object({ act: z.literal('assets.place'), place: z.string().trim().min(1).max(500) }),
  /** It stands there no more from this day on. */
  z.object({ act: z.literal('assets.removed'), on: z.iso.date() }),
]);
export type BulkAct = z.infer<typeof bulkActSchema>;

const refusedSchema = z.object({
  id: z.string(),
  /** What people call it; '' where it is not held here. */
  title: z.string(),
  code: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
export type BulkRefused = z.infer<typeof refusedSchema>;

const outcomeSchema = z.object({
  /** Those that changed. */
  done: z.array(z.string()),
  /** Those that were as wanted before. */
  unchanged: z.number(),
  refused: z.array(refusedSchema),
  /** Something of it was saved without its safety copy: done all the same, and the person is to know. */
  withoutCopy: z.boolean(),
});

export const bulkContract = {
  /** `undo` takes back what this call did, until the session ends; null where nothing was done. */
  run: method
    .input(z.object({ act: bulkActSchema, ids: z.array(z.string().max(64)).min(1).max(BULK_STEP) }))
    .output(outcomeSchema.extend({ undo: z.string().nullable() })),
  /** What somebody has changed since stays as it is, and is named. @throws `not_found` for what is not remembered any more. */
  undo: method.input(z.object({ undo: z.string() })).output(outcomeSchema),
};
