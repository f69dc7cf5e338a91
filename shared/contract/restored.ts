/** After a restore of the server: what devices bring back of what only the server made, and what came of it (SYNC-33). */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { instantSchema, recordIdSchema } from '../sync/operation.ts';
import { bringFactsSchema } from '../sync/serverFacts.ts';

export const bringFactsReplySchema = z.discriminatedUnion('type', [
  /** Counts. `known`: they were there. `waiting`: for the order or group that they are about. `contradicted`: an administrator must look. */
  z.object({
    type: z.literal('taken'),
    taken: z.int(),
    known: z.int(),
    waiting: z.int(),
    contradicted: z.int(),
    refused: z.int(),
  }),
  /** The server was restored again: its next greeting says what it wants. */
  z.object({ type: z.literal('again') }),
]);
export type BringFactsReply = z.infer<typeof bringFactsReplySchema>;

export const restoredReportSchema = z.object({
  /** null: this database was never restored. */
  restoredAt: instantSchema.nullable(),
  posting: z.enum(['never opened', 'open', 'closed']),
  /** Per year of the books: the last number that was in the backup (0: none), how many came back since, how far numbers are known to have gone, and those of
   * which nobody knows whose they are. */
  books: z.array(
    z.object({
      year: z.int(),
      inBackup: z.int(),
      cameBack: z.int(),
      last: z.int(),
      missing: z.array(z.tuple([z.int(), z.int()])),
    }),
  ),
  cameBack: z.object({ decisions: z.int(), receipts: z.int() }),
  /** Facts that came back and wait for the order or the group that they are about, and those that contradict what is there. The first few hundred. */
  open: z.array(
    z.object({
      kind: z.enum(['invoice', 'decision', 'receipt']),
      state: z.enum(['waiting', 'contradicted']),
      subject: z.string(),
      /** Legal number of an invoice. */
      number: z.string().nullable(),
      reason: z.string(),
      facts: z.record(z.string(), z.string()),
    }),
  ),
  openLeftOut: z.int(),
  /** Enrolled before the restore, not revoked, and not heard since of what they hold. */
  awaited: z.array(
    z.object({ device: recordIdSchema, name: z.string(), person: z.string(), lastSeenAt: instantSchema.nullable() }),
  ),
});
export type RestoredReport = z.infer<typeof restoredReportSchema>;

export const restoredCalls = {
  bringFacts: oc
    .route({
      method: 'POST',
      path: '/sync/v1/facts',
      tags: ['sync'],
      summary: 'Signed facts of the server that its backup did not have yet',
    })
    .input(bringFactsSchema)
    .output(bringFactsReplySchema),
  restoredReport: oc
    .route({
      method: 'POST',
      path: '/restored/v1/report',
      tags: ['administration'],
      summary: 'What came back after a restore, what is lost, and who has not come yet',
    })
    .input(z.strictObject({}))
    .output(restoredReportSchema),
};
