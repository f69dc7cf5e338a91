/**
 * What lies sealed in the parts of a bundle (`bundle.ts`), as gzipped JSON, and the messages by which head office hands bundles to the server.
 */
import { z } from 'zod';
import { bringFactsSchema } from './serverFacts.ts';
import { hashSchema, recordIdSchema, signedGroupSchema } from './operation.ts';
import {
  groupOutcomeSchema,
  handshakeReplySchema,
  handshakeRequestSchema,
  headVectorSchema,
  pullReplySchema,
} from './protocol.ts';

/** Gzipped content may not inflate beyond this, in bytes. */
export const PART_CONTENT_BYTES_MAXIMUM = 32 * 1024 * 1024;
/** Writers begin another part when one has this much, in bytes of JSON before compression. */
export const PART_CONTENT_BYTES_AIM = 4 * 1024 * 1024;
export const REQUEST_HASHES_MAXIMUM = 20_000;

/** What the branch wants back: the first message of a round and where it stands, as over a line. Signed with the part, so it is the device's own. */
export const bundleRequestSchema = z.object({
  handshake: handshakeRequestSchema,
  /** The view of its data; null before the first contact. */
  view: z.string().nullable(),
  cursor: headVectorSchema,
  /** X25519 of the device, raw, base64url: the answer is sealed to it. */
  replyKey: z.string(),
  /** Own groups whose outcome it does not know, those in this bundle included. */
  hashes: z.array(hashSchema).max(REQUEST_HASHES_MAXIMUM),
});
export type BundleRequest = z.infer<typeof bundleRequestSchema>;

export const workContentSchema = z.object({
  /** In the first part alone. */
  request: bundleRequestSchema.nullable(),
  /** The sender's own. */
  groups: z.array(signedGroupSchema),
  /** Others', in base64url: the sender cannot read them either. */
  sealed: z.array(z.string()),
  /** What a restored server wanted back of what only it makes (SYNC-33), by messages as over a line. */
  facts: z.array(bringFactsSchema).optional(),
});
export type WorkContent = z.infer<typeof workContentSchema>;

type Heads = Extract<z.infer<typeof pullReplySchema>, { type: 'heads' }>;
type Page = Extract<z.infer<typeof pullReplySchema>, { type: 'page' }>;
const headsSchema = pullReplySchema.refine((reply): reply is Heads => reply.type === 'heads');
const pageSchema = pullReplySchema.refine((reply): reply is Page => reply.type === 'page');

export const changesContentSchema = z.discriminatedUnion('type', [
  /** The first part. */
  z.object({
    type: z.literal('answer'),
    /** The bundle of work that this answers. */
    answers: recordIdSchema,
    handshake: handshakeReplySchema,
    outcomes: z.array(groupOutcomeSchema),
    /** Where the pages begin: the device's own cursor, or nothing when its epoch or view is not the server's any more. */
    from: headVectorSchema,
    /** null: the server was restored since. What it lacks must come first, in another bundle. */
    heads: headsSchema.nullable(),
  }),
  z.object({ type: z.literal('pages'), pages: z.array(pageSchema) }),
]);
export type ChangesContent = z.infer<typeof changesContentSchema>;

// ---- messages ------------------------------------------------------------------------------------------------

/** One part of a bundle of work, by a device whose person may take bundles in. Sending it again changes nothing. */
export const bundleWorkRequestSchema = z.strictObject({ part: z.string() });
/** Counts of groups. `known`: those of `delivered` that the server had before. Refused ones were not stored. */
export const bundleWorkReplySchema = z.object({
  /** Of the person whose device wrote the bundle. */
  from: z.object({ name: z.string() }),
  delivered: z.int().min(0),
  known: z.int().min(0),
  parked: z.int().min(0),
  /** Code and how often. */
  refused: z.array(z.object({ code: z.string(), count: z.int().min(1) })),
});
export type BundleWorkRequest = z.infer<typeof bundleWorkRequestSchema>;
export type BundleWorkReply = z.infer<typeof bundleWorkReplySchema>;

/** First with the bundle's first part, then with what the last answer said in `next`. */
export const bundleChangesRequestSchema = z.union([
  z.strictObject({ request: z.string() }),
  z.strictObject({ continuation: z.string() }),
]);
export const bundleChangesReplySchema = z.object({
  /** A part of the bundle of changes, in base64url. */
  part: z.string(),
  next: z.string().nullable(),
  done: z.number(),
  expected: z.number(),
});
export type BundleChangesRequest = z.infer<typeof bundleChangesRequestSchema>;
export type BundleChangesReply = z.infer<typeof bundleChangesReplySchema>;
