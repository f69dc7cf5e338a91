/**
 * The operation group: what one local commit did, as immutable bytes.
 *
 * A group is written once as JSON text; that text is hashed, signed, stored and sent verbatim, and never rewritten
 * (SYNC.md, "Operations"). Everything here is the wire format version 1: change it only by adding optional fields.
 */
import { z } from 'zod';
import { COLLECTION_NAMES } from '../domain/record.ts';
import type { JsonValue } from '../base/leafPath.ts';

export const OPERATION_FORMAT = 1;
/** Largest group, in bytes of UTF-8. Escaped as a string inside a push it at most doubles, so that any one group fits a message (16 MiB). */
export const GROUP_BYTES_MAXIMUM = 6_000_000;
/** Largest body of a record, in bytes of JSON in UTF-8: a page of a pull carries at least one record, whatever its size. */
export const RECORD_BYTES_MAXIMUM = 4_000_000;
/** Of a review: what one group saw and wanted, what the record has and what came of it, and room for its later groups. */
export const REVIEW_BYTES_MAXIMUM = 15_000_000;

/** SHA-256, 64 hex digits in lower case. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const recordIdSchema = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
export const instantSchema = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
const pathSchema = z.string().min(1).max(512);
const jsonSchema = z.json() as z.ZodType<JsonValue>;

/**
 * One change of one leaf, with the value the person saw when the edit began. `seen` absent = the leaf was absent.
 * `set`/`unset` are merged by value; the others are intents and always apply.
 */
export const leafChangeSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('set'), path: pathSchema, value: jsonSchema, seen: jsonSchema.optional() }),
  z.strictObject({ do: z.literal('unset'), path: pathSchema, seen: jsonSchema.optional() }),
  /** A new element of a list of elements; `value` holds its fields without `id` and `order`. */
  z.strictObject({
    do: z.literal('addElement'),
    path: pathSchema,
    id: z.string().min(1),
    order: z.string(),
    value: z.record(z.string(), jsonSchema),
  }),
  /** `seen` is the whole element that the person removed. */
  z.strictObject({
    do: z.literal('removeElement'),
    path: pathSchema,
    id: z.string().min(1),
    seen: jsonSchema.optional(),
  }),
  /** Set members. */
  z.strictObject({ do: z.literal('add'), path: pathSchema, value: z.string() }),
  z.strictObject({ do: z.literal('remove'), path: pathSchema, value: z.string() }),
  /** A counter moved by a whole number. */
  z.strictObject({ do: z.literal('increment'), path: pathSchema, by: z.int() }),
]);
export type LeafChange = z.infer<typeof leafChangeSchema>;

/** What the author's base held when the change was made. */
export const seenSchema = z.strictObject({
  /** The server's epoch, null before the first contact. */
  epoch: z.string().nullable(),
  /** The record's server version, 0 when the server had not yet seen it. */
  version: z.int().min(0),
  /** Hash of the last group of this device that is contained in the base, null when none is. */
  group: hashSchema.nullable(),
});
export type Seen = z.infer<typeof seenSchema>;

const target = { collection: z.enum(COLLECTION_NAMES), kind: z.string().min(1).max(64), id: recordIdSchema };

export const recordOperationSchema = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('create'), ...target, body: z.record(z.string(), jsonSchema) }),
  z.strictObject({ act: z.literal('patch'), ...target, seen: seenSchema, changes: z.array(leafChangeSchema).min(1) }),
  z.strictObject({ act: z.literal('delete'), ...target, seen: seenSchema }),
]);
export type RecordOperation = z.infer<typeof recordOperationSchema>;

export const operationGroupSchema = z.object({
  format: z.literal(OPERATION_FORMAT),
  /** The device that wrote it, and its place in that device's chain: 1, 2, 3… */
  device: recordIdSchema,
  n: z.int().min(1),
  parent: hashSchema.nullable(),
  /** The person who acted. */
  author: recordIdSchema,
  /** Sum of what the author's code knew: `CollectionDefinition.schemaVersion` per collection touched. */
  schema: z.record(z.string(), z.int()),
  /** The device's clock at commit, and the offset to the server's clock (ms, server − device) measured at the last sync. */
  occurredAt: instantSchema,
  clockOffset: z.int(),
  operations: z.array(recordOperationSchema).min(1).max(10_000),
});
export type OperationGroup = z.infer<typeof operationGroupSchema>;

/** A group as it is stored and sent. `bytes` is the JSON text; `hash` is SHA-256 of its UTF-8; `signature` is Ed25519 over the hash's text, base64url. */
export const signedGroupSchema = z.strictObject({
  bytes: z.string().max(GROUP_BYTES_MAXIMUM),
  hash: hashSchema,
  signature: z.string().max(128),
});
export type SignedGroup = z.infer<typeof signedGroupSchema>;
