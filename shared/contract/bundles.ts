/** Work that goes to head office in a file, and changes that come back in one; and whose sealed work is on this machine. */
import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { BUNDLE_BYTES_MAXIMUM } from '../sync/bundle.ts';
import { method } from './errors.ts';

/** Base64 takes a third more. */
const FILE_TEXT_MAXIMUM = Math.ceil(BUNDLE_BYTES_MAXIMUM / 3) * 4;

export const waitingWorkSchema = z.object({
  /** Own groups that the server has not answered. */
  own: z.int().min(0),
  /** Other people of this machine whose sealed work is still here: names and nothing else. */
  others: z.array(
    z.object({
      profileId: z.string(),
      /** '' when it cannot be read. */
      name: z.string(),
      /** `refused`: the server does not take some of it. `foreign`: it is for another company's server. */
      state: z.enum(['waiting', 'refused', 'foreign']),
    }),
  ),
  /** Whose work was delivered from here since the person signed in. */
  delivered: z.array(z.string()),
});
export type WaitingWork = z.infer<typeof waitingWorkSchema>;

const progressSchema = z.object({
  type: z.literal('progress'),
  step: z.enum(['reading', 'writing', 'delivering', 'answering', 'applying']),
  done: z.number(),
  expected: z.number(),
});
/** A piece of a file that the person is to keep, in base64; pieces come in order. */
const pieceSchema = z.object({ type: z.literal('piece'), bytes: z.string() });

export const bundleExportReportSchema = z.object({
  fileName: z.string(),
  bytes: z.int(),
  /** Own groups in it. */
  groups: z.int(),
  /** Others' sealed groups in it, and whose. */
  sealed: z.int(),
  names: z.array(z.string()),
  /** Groups for which there was no room. */
  left: z.int(),
});
export type BundleExportReport = z.infer<typeof bundleExportReportSchema>;

const wireErrorSchema = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});

export const bundleImportReportSchema = z.discriminatedUnion('kind', [
  /** Head office took a branch's work in. */
  z.object({
    kind: z.literal('work'),
    from: z.string(),
    createdAt: z.string(),
    delivered: z.int(),
    /** Of these the server had before. */
    known: z.int(),
    /** Of these wait for a decision. */
    parked: z.int(),
    refused: z.array(z.object({ code: z.string(), count: z.int() })),
    /** The file to carry back, its pieces came before; null with why there is none. */
    answer: z.object({ fileName: z.string(), bytes: z.int() }).nullable(),
    noAnswer: wireErrorSchema.nullable(),
  }),
  /** Changes came in. */
  z.object({
    kind: z.literal('changes'),
    state: z.enum(['applied', 'alreadyHere', 'again', 'incomplete']),
    rows: z.int(),
    answered: z.int(),
  }),
]);
export type BundleImportReport = z.infer<typeof bundleImportReportSchema>;

export const bundleExportEventSchema = z.discriminatedUnion('type', [
  progressSchema,
  pieceSchema,
  z.object({ type: z.literal('done'), report: bundleExportReportSchema }),
]);
export const bundleImportEventSchema = z.discriminatedUnion('type', [
  progressSchema,
  pieceSchema,
  z.object({ type: z.literal('done'), report: bundleImportReportSchema }),
]);
export type BundleProgress = z.infer<typeof progressSchema>;
export type BundleExportEvent = z.infer<typeof bundleExportEventSchema>;
export type BundleImportEvent = z.infer<typeof bundleImportEventSchema>;

export const bundlesContract = {
  waiting: method.output(eventIterator(waitingWorkSchema)),
  /** Ending the stream early cancels; nothing has changed then. */
  export: method.output(eventIterator(bundleExportEventSchema)),
  /** Ending the stream early cancels: of work what was sent stays, of changes nothing does. */
  import: method
    .input(z.object({ name: z.string().max(255), bytes: z.base64().max(FILE_TEXT_MAXIMUM) }))
    .output(eventIterator(bundleImportEventSchema)),
};
