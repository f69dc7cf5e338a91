/**
 * A photo or a file that hangs on a record: what it is, not its bytes. This travels as every record does; the bytes travel apart, in chunks, when there is time
 * (docs/decisions/0032-attachments.md), and are only ever those that `sha256` names.
 *
 * It lies where its owner lies and moves with it, shares included. Its owners are of collections that every role reads, so that nobody holds the photo of what
 * they may not see; and no field of them that is told to some roles alone is what their papers are about.
 */
import { z } from 'zod';
import { integerOf, textOf } from '../bodyReads.ts';
import { commonFields, idField, instantField, noteField } from '../fields.ts';
import { defineKind, type CollectionDefinition, type KindDefinition } from '../kind.ts';
import { personScope, type RecordBody, type RecordReference } from '../record.ts';
import { attachmentViolations } from './attachmentRules.ts';

/** What something can be attached to. Not a contract: its scan shows the price, which the contract itself hides from technicians. */
export const ATTACHABLE = ['customers', 'serviceRequests', 'assets'] as const;
export type Attachable = (typeof ATTACHABLE)[number];

export const ATTACHMENT_KINDS = ['photo', 'file'] as const;
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number];

/** Of one file, in bytes. */
export const ATTACHMENT_BYTES_MAXIMUM = 20 * 1024 * 1024;
/** Bytes travel, and lie on both disks, in chunks of this size; the last one has what is left. Never changed once there is one. */
export const ATTACHMENT_CHUNK_BYTES = 128 * 1024;
/** A preview inside the record, as a data address: some 15 kB of a picture. */
const THUMBNAIL_LENGTH_MAXIMUM = 20_000;

export const attachmentSchema = z.looseObject({
  ...commonFields,
  attachedCollection: z.enum(ATTACHABLE),
  attachedId: idField,
  /** As a person knows the file, with its ending. Never a path. */
  name: z.string().trim().min(1).max(200),
  /** What its first bytes say, where they say anything; never what a browser may take it for. */
  mediaType: z.string().regex(/^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,60}$/),
  /** Bytes. */
  size: z.int().min(1).max(ATTACHMENT_BYTES_MAXIMUM),
  /** Of the bytes, in hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** When the picture was taken, or the file was written, as far as it says so. */
  takenAt: instantField.optional(),
  thumbnail: z
    .string()
    .regex(/^data:image\/(jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/)
    .max(THUMBNAIL_LENGTH_MAXIMUM)
    .optional(),
  note: noteField.optional(),
  /** When head office had every byte and found them to be those of `sha256`. Absent until then. */
  storedAt: instantField.optional(),
  /** When somebody took it away. A deleted record never comes back; this does, with its bytes, for as long as they are kept. */
  removedAt: instantField.optional(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** The record that it hangs on. */
export function attachedTo(body: RecordBody): RecordReference | null {
  const collection = ATTACHABLE.find((name) => name === body['attachedCollection']);
  const id = textOf(body, 'attachedId');
  return collection && id ? { collection, id } : null;
}

const attachmentKind = (kind: AttachmentKind): KindDefinition<typeof attachmentSchema> =>
  defineKind({
    collection: 'attachments',
    kind,
    schema: attachmentSchema,
    merge: {
      default: 'serverOrder',
      policies: {
        // Other bytes, or of another owner, are another attachment.
        attachedCollection: 'locked',
        attachedId: 'locked',
        mediaType: 'locked',
        size: 'locked',
        sha256: 'locked',
        thumbnail: 'locked',
        storedAt: 'serverOnly',
        source: 'locked',
      },
    },
    scope: {
      parent: attachedTo,
      // Without an owner in nobody's scope, rather than in everybody's.
      home: (_body, parentHome) => parentHome ?? personScope(''),
    },
    searchText: (body) => [textOf(body, 'name') ?? ''],
    invariants: (body) => attachmentViolations(kind, body),
    references: (body) => {
      const owner = attachedTo(body);
      return owner ? [owner] : [];
    },
  });

export const attachmentsCollection: CollectionDefinition = {
  collection: 'attachments',
  schemaVersion: 1,
  kinds: Object.fromEntries(ATTACHMENT_KINDS.map((kind) => [kind, attachmentKind(kind)])),
  columns: [
    {
      name: 'attached_collection',
      type: 'text',
      path: 'attachedCollection',
      value: (body) => textOf(body, 'attachedCollection'),
    },
    { name: 'attached_id', type: 'text', path: 'attachedId', value: (body) => textOf(body, 'attachedId') },
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'size', type: 'integer', path: 'size', value: (body) => integerOf(body, 'size') },
    { name: 'stored_at', type: 'text', path: 'storedAt', value: (body) => textOf(body, 'storedAt') },
  ],
  indexes: [
    { name: 'attachments_by_owner', columns: ['attached_id', 'attached_collection', 'id'] },
    // What has not reached head office is a handful among however many.
    { name: 'attachments_by_arrival', columns: ['stored_at', 'id', 'kind', 'size'] },
  ],
};
