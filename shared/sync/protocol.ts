/**
 * The messages between a device and the server, `/sync/v1/…`, stated once. Golden files live in `docs/spec/wire/`.
 *
 * A device signs in (`/auth/v1/sign-in`), enrols its keys (`/auth/v1/enrol`) and from then on carries a bearer token.
 */
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import { leaseNonceSchema } from './lease.ts';
import { hashSchema, instantSchema, recordIdSchema, signedGroupSchema } from './operation.ts';
import { signedTextSchema, wantedFactsSchema } from './serverFacts.ts';
import type { JsonValue } from '../base/leafPath.ts';

export const PROTOCOL_VERSION = 1;
/** Older devices are told `protocol_newer` (the server is), newer ones `protocol_older`; facts `server`, `client`, `minimum`. */
export const MINIMUM_PROTOCOL_VERSION = 1;
/** Below the minimum a device may still push, down to here: a program too old to read is never too old to hand in its work. */
export const MINIMUM_PUSH_PROTOCOL_VERSION = 1;
/** Largest request body the server reads and largest reply a device reads, in bytes, uncompressed. */
export const MESSAGE_BYTES_MAXIMUM = 16 * 1024 * 1024;
export const PUSH_GROUPS_MAXIMUM = 1_000;
export const PULL_ROWS_MAXIMUM = 2_000;
export const HELD_GROUPS_MAXIMUM = 10_000;

const scopeSchema = z.string().min(1).max(128);
const sequenceSchema = z.int().min(0);
const jsonSchema = z.json() as z.ZodType<JsonValue>;

/**
 * Count and checksum of the records of one collection that are members of one scope (home or share), as this person's view holds them.
 * Deleted records are not counted: a tombstone is a row to apply, not a record to hold. The checksum is 16 hex digits.
 */
export const digestSchema = z.strictObject({ count: z.int().min(0), checksum: z.string().regex(/^[0-9a-f]{16}$/) });
export type Digest = z.infer<typeof digestSchema>;

export const recordImageSchema = z.object({
  collection: z.enum(COLLECTION_NAMES),
  kind: z.string(),
  id: recordIdSchema,
  version: z.int().min(1),
  homeScope: scopeSchema,
  shares: z.array(scopeSchema),
  createdBy: recordIdSchema,
  createdAt: instantSchema,
  updatedBy: recordIdSchema,
  updatedAt: instantSchema,
  deleted: z.boolean(),
  body: z.record(z.string(), jsonSchema),
});

/**
 * A block of printed numbers leased to a device: `SERIES-CODE-nnnn` for first ≤ n ≤ last. Every reply that carries blocks lists all that are
 * leased to the device and not known to be used, those it already has included: what lies before the first is used up.
 */
export const numberBlockSchema = z.strictObject({
  series: z.string(),
  code: z.string(),
  first: z.int().min(1),
  last: z.int().min(1),
});
export type NumberBlock = z.infer<typeof numberBlockSchema>;

// ---- outcomes, as several messages carry them ----------------------------------------------------------------

/** The position in a scope's feed that covers a group: when the cursor reaches it, the pending operation may be dropped. */
export const headVectorSchema = z.record(scopeSchema, sequenceSchema);
export type HeadVector = z.infer<typeof headVectorSchema>;

export const parkReasonSchema = z.enum([
  'permission_denied',
  'invalid',
  'invariant_broken',
  'locked_record',
  'unknown_record',
  'scope_departed',
  'illegal_transition',
  'number_duplicate',
  'behind_parked',
]);

/** What became of a group that had been parked, after a person decided, or another reason than before. */
export const heldOutcomeSchema = z.object({
  hash: hashSchema,
  outcome: z.enum(['applied', 'discarded', 'parked']),
  /** Of what is parked still. */
  reason: parkReasonSchema.optional(),
  facts: z.record(z.string(), z.string()).optional(),
  /** Where the feed holds its effect and the decision itself. */
  covers: headVectorSchema,
  reviews: z.array(recordIdSchema),
});
export type HeldOutcome = z.infer<typeof heldOutcomeSchema>;

/** As the server reads it out of a header. One that no header carries would cut a device off from every server for good. */
export const bearerSchema = z.string().regex(/^[\w-]{1,512}$/);

// ---- handshake -----------------------------------------------------------------------------------------------

export const handshakeRequestSchema = z.strictObject({
  protocol: z.int(),
  device: recordIdSchema,
  deviceTime: instantSchema,
  /** The last group in the device's outbox, null when it never wrote one. */
  last: z.strictObject({ n: z.int(), hash: hashSchema }).nullable(),
  /** The version of the program, for the administrator's eyes. */
  program: z.string().max(40).optional(),
  /** The epoch the device last saw. */
  epoch: z.string().nullable(),
  /** Schema versions this client knows, per collection. */
  schema: z.record(z.string(), z.int()),
  /** Numbers used up to here per block, so that a restored server can reserve past them. */
  numbersUsed: z.array(z.strictObject({ series: z.string(), code: z.string(), last: z.int().min(0) })),
  /** The device has the answers to all of its groups up to this number on its disk, but for news of `held`: the server need not keep them whole. */
  confirmed: z.int().min(0).max(2_147_483_647).optional(),
  /** The groups that it shows as held, and why: the reply tells which of them are held no more, or for another reason. */
  held: z
    .array(z.strictObject({ hash: hashSchema, reason: z.string().max(64) }))
    .max(HELD_GROUPS_MAXIMUM)
    .optional(),
  /** The lease of the reply carries it: an answer that was kept and is given again is no answer to this greeting. Absent in a bundle. */
  nonce: leaseNonceSchema.optional(),
});
export type HandshakeRequest = z.infer<typeof handshakeRequestSchema>;

export const handshakeReplySchema = z.object({
  protocol: z.int(),
  /** Random, changed when the server is restored from a backup. */
  epoch: z.string(),
  serverTime: instantSchema,
  /** Hash of the kinds and fields that this person's role may read and this client knows. */
  view: z.string(),
  /** The scopes this person may hold now. */
  scopes: z.array(scopeSchema),
  /**
   * The last group of this device that the server knows (applied, parked or waiting). To a device that last saw another epoch: the last one
   * before the first that is missing.
   */
  last: z.strictObject({ n: z.int(), hash: hashSchema }).nullable(),
  numberBlocks: z.array(numberBlockSchema),
  /** The newest group of this device that is in a verified backup; later acknowledged groups are kept by the device. */
  durableThrough: z.int().min(0),
  /** Signed lease, opaque here: JSON text and Ed25519 signature by the server. */
  lease: z.strictObject({ text: z.string(), signature: z.string() }),
  /** The same and its terms, as a signed token (`lease.ts`). */
  leaseToken: z.string().max(65_536).optional(),
  /** The next bearer token of this device, to be kept before it is used: its first use ends the present one. Absent while that one is young. */
  token: bearerSchema.optional(),
  /** Of the groups that the request names as held, those with news. Who decided and why is a record (collection reviews, kind decision). */
  decided: z.array(heldOutcomeSchema).optional(),
  /** How far the legal numbers have come, signed: kept by every device, for the day on which the server is restored. Absent while there are none. */
  booksMark: signedTextSchema.optional(),
  /** Of a restored server, until this device has offered all of it: what it wants back of what only it makes, before the device takes anything from it. */
  wantedFacts: wantedFactsSchema.optional(),
});
export type HandshakeReply = z.infer<typeof handshakeReplySchema>;

// ---- push ----------------------------------------------------------------------------------------------------

export const pushRequestSchema = z.strictObject({
  protocol: z.int(),
  groups: z.array(signedGroupSchema).min(1).max(PUSH_GROUPS_MAXIMUM),
});
export type PushRequest = z.infer<typeof pushRequestSchema>;

export const groupOutcomeSchema = z.discriminatedUnion('outcome', [
  /** Applied; `reviews` lists the reviews that its clashes left, empty when there were none. `covers` is its head vector. */
  z.object({
    hash: hashSchema,
    outcome: z.literal('applied'),
    covers: headVectorSchema,
    reviews: z.array(recordIdSchema),
  }),
  /** Parked: held until a person decides. The group's number stays used. */
  z.object({
    hash: hashSchema,
    outcome: z.literal('parked'),
    reason: parkReasonSchema,
    facts: z.record(z.string(), z.string()),
    covers: headVectorSchema,
  }),
  /** Its parent, or the group its `seen` names, has not arrived; send it again later. */
  z.object({ hash: hashSchema, outcome: z.literal('waiting'), for: hashSchema.nullable() }),
  /** Not a group of an enrolled device, or the bytes do not match: never stored. */
  z.object({ hash: hashSchema, outcome: z.literal('refused'), code: z.string() }),
]);
export type GroupOutcome = z.infer<typeof groupOutcomeSchema>;

export const pushReplySchema = z.object({
  epoch: z.string(),
  /** One per group sent, in the order sent. A group sent before gets the outcome it got then, covers re-evaluated. */
  outcomes: z.array(groupOutcomeSchema),
  numberBlocks: z.array(numberBlockSchema),
});
export type PushReply = z.infer<typeof pushReplySchema>;

// ---- pull ----------------------------------------------------------------------------------------------------

export const pullRequestSchema = z.strictObject({
  protocol: z.int(),
  device: recordIdSchema,
  view: z.string(),
  epoch: z.string(),
  /** Absent: read new heads and begin. Present: the token of the checkpoint being fetched. */
  token: z.string().max(1_048_576).optional(),
  /** Where the device stands: the last visible sequence per scope; a scope absent here is fetched from zero. */
  cursor: headVectorSchema,
  /** Where staging stands: the next page is of `scope`, after `after`. Absent with a token = no page wanted yet. */
  page: z
    .strictObject({ scope: scopeSchema, after: sequenceSchema, limit: z.int().min(1).max(PULL_ROWS_MAXIMUM) })
    .optional(),
});
export type PullRequest = z.infer<typeof pullRequestSchema>;

/** A row of a scope's feed. `put` carries the record as it is in that scope; `leave` says that it is no longer a member of it. */
export const feedRowSchema = z.discriminatedUnion('type', [
  z.object({ seq: z.int().min(1), type: z.literal('put'), record: recordImageSchema }),
  z.object({ seq: z.int().min(1), type: z.literal('leave'), collection: z.enum(COLLECTION_NAMES), id: recordIdSchema }),
]);
export type FeedRow = z.infer<typeof feedRowSchema>;

export const pullReplySchema = z.discriminatedUnion('type', [
  /** The checkpoint: the heads of every scope this device may hold, read from one snapshot, and what it must then hold. */
  z.object({
    type: z.literal('heads'),
    epoch: z.string(),
    token: z.string(),
    view: z.string(),
    heads: headVectorSchema,
    /** Per scope, per collection; collections with nothing are absent. */
    digests: z.record(scopeSchema, z.record(z.string(), digestSchema)),
    /** Scopes whose cursor is below the tombstone floor: fetched from zero, then what was not listed is swept. */
    reopen: z.array(scopeSchema),
  }),
  z.object({
    type: z.literal('page'),
    token: z.string(),
    scope: scopeSchema,
    rows: z.array(feedRowSchema),
    /** Continue after this sequence. */
    next: sequenceSchema,
    /** True when the scope is complete up to its head. */
    done: z.boolean(),
  }),
  /** Grants or the view changed, or the token expired: keep what is staged for scopes still held, ask for new heads. */
  z.object({
    type: z.literal('again'),
    reason: z.enum(['token_expired', 'grants_changed', 'view_changed', 'epoch_changed']),
  }),
]);
export type PullReply = z.infer<typeof pullReplySchema>;

// ---- poke ----------------------------------------------------------------------------------------------------

/**
 * Sent on the server-sent event stream when a scope this device holds has moved; carries no content. The first one comes at once and names
 * no scope: something may have moved before the stream stood.
 */
export const pokeSchema = z.strictObject({ scopes: z.array(scopeSchema) });
export type Poke = z.infer<typeof pokeSchema>;

// ---- sign-in and enrolment -----------------------------------------------------------------------------------

export const signInRequestSchema = z.strictObject({
  login: z.string().min(1).max(128),
  password: z.string().min(1).max(1024),
});
export const signInReplySchema = z.object({
  /** Short-lived, good for enrolment only. */
  ticket: z.string(),
  person: z.object({ id: recordIdSchema, name: z.string(), role: z.string() }),
  company: z.object({ id: recordIdSchema, name: z.string(), sample: z.boolean() }),
});
export const enrolRequestSchema = z.strictObject({
  /** Of a sign-in; or, for a device that the server knows, the proof that it holds its key (`deviceProof.ts`), which gives it a new token. */
  ticket: z.string(),
  device: recordIdSchema,
  deviceName: z.string().max(128),
  /** Ed25519, raw 32 bytes, base64url. Every group of this device is signed with it. */
  signingKey: z.string(),
  protocol: z.int(),
});
export const enrolReplySchema = z.object({
  token: bearerSchema,
  /** A random code ≥ 2^20 written in digits and letters, part of every printed number. */
  deviceCode: z.string(),
  epoch: z.string(),
  /** The server's keys: Ed25519 to check leases and receipts, X25519 (HPKE) to seal copies of unsent work; raw, base64url. */
  serverKeys: z.object({ signing: z.string(), sealing: z.string() }),
  numberBlocks: z.array(numberBlockSchema),
});
export const sampleUsersReplySchema = z.object({
  /** Empty unless the company is a sample. */
  users: z.array(
    z.object({
      login: z.string(),
      password: z.string(),
      name: z.object({ fa: z.string(), en: z.string() }),
      role: z.string(),
      territory: z.string().nullable(),
    }),
  ),
});
export type SignInRequest = z.infer<typeof signInRequestSchema>;
export type SignInReply = z.infer<typeof signInReplySchema>;
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;
export type EnrolReply = z.infer<typeof enrolReplySchema>;
export type SampleUsersReply = z.infer<typeof sampleUsersReplySchema>;

/** What an error looks like on this wire, with an HTTP status that fits. */
export const wireErrorSchema = z.object({
  code: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())])),
});
