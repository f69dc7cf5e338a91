/**
 * Photos and files. What they are travels as records do; this is the road of their bytes: between window and core, and between device and server, in chunks, each
 * of which may be asked for or offered again (docs/decisions/0032-attachments.md).
 */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import {
  ATTACHABLE,
  ATTACHMENT_BYTES_MAXIMUM,
  ATTACHMENT_CHUNK_BYTES,
  attachmentSchema,
} from '../domain/attachments/attachment.ts';
import { recordIdSchema } from '../sync/operation.ts';
import { method } from './errors.ts';
import { markedShape } from './lists.ts';
import { editInputSchema, savedSchema } from './records.ts';

/** Base64 takes a third more. */
const chunkSchema = z.base64().max(Math.ceil(ATTACHMENT_CHUNK_BYTES / 3) * 4);
const offsetSchema = z.int().min(0).max(ATTACHMENT_BYTES_MAXIMUM);

/**
 * Where the bytes of an attachment are. `here`: on this machine and at head office. `waiting`: here, and still to be sent. `sending`, `fetching`: on their way now.
 * `elsewhere`: at head office alone. `underway`: not even there yet. `failed`: here, and head office did not take them.
 */
export const ATTACHMENT_STATES = ['here', 'waiting', 'sending', 'fetching', 'elsewhere', 'underway', 'failed'] as const;

export const attachmentRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.int(),
  thumbnail: z.string().nullable(),
  note: z.string(),
  takenAt: z.string().nullable(),
  addedAt: z.string(),
  addedBy: z.string(),
  state: z.enum(ATTACHMENT_STATES),
  /** Of all bytes, those that are where they should be: 0 to 1. */
  progress: z.number(),
  /** Why it failed, or waits: a code of an error, or `metered`. */
  why: z.string().nullable(),
  ...markedShape,
});
export type AttachmentRow = z.infer<typeof attachmentRowSchema>;

const { name, mediaType, size, takenAt, thumbnail, note } = attachmentSchema.shape;

/** What a window knows of a file whose bytes it has handed over. */
export const addAttachmentSchema = z.strictObject({
  /** The window's own, under which the bytes were handed over. Asking again with it adds nothing twice. */
  id: recordIdSchema,
  attachedCollection: z.enum(ATTACHABLE),
  attachedId: recordIdSchema,
  name,
  mediaType,
  takenAt,
  thumbnail,
  note,
});
export type AddAttachment = z.infer<typeof addAttachmentSchema>;

export const attachmentEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.int(), expected: z.int() }),
  /** In order, in base64. `picture`: what its first bytes are, of what a window may draw; null for everything else. */
  z.object({ type: z.literal('begins'), size: z.int(), picture: z.string().nullable() }),
  z.object({ type: z.literal('piece'), bytes: z.string() }),
  z.object({ type: z.literal('done') }),
]);
export type AttachmentEvent = z.infer<typeof attachmentEventSchema>;

export const attachmentTrafficSchema = z.object({
  /** Added here and not at head office yet. */
  files: z.int(),
  bytes: z.int(),
  /** Of these bytes, those that it has. */
  sent: z.int(),
  /** They wait for a person's word: the line is metered. */
  metered: z.boolean(),
});
export type AttachmentTraffic = z.infer<typeof attachmentTrafficSchema>;

export const attachmentsContract = {
  /** Of one record; newest first. */
  list: method
    .input(z.object({ attachedCollection: z.enum(ATTACHABLE), attachedId: z.string() }))
    .output(eventIterator(z.array(attachmentRowSchema))),
  /** Makes a place for bytes that a window hands over with `put`, and says where to go on. @throws PeyvandError `attachment_too_large`. */
  begin: method.input(z.strictObject({ id: recordIdSchema, size })).output(z.object({ received: z.int() })),
  /** The next chunk. `received` says where to go on, whatever was offered. */
  put: method
    .input(z.strictObject({ id: recordIdSchema, offset: offsetSchema, bytes: chunkSchema }))
    .output(z.object({ received: z.int() })),
  /** All bytes are here: makes the record. Resolves when both are safe on this machine. @throws PeyvandError as every command. */
  add: method.input(addAttachmentSchema).output(savedSchema),
  /** The person changed their mind before it was added. */
  forget: method.input(z.strictObject({ id: recordIdSchema })).output(z.object({})),
  /** Its name and its note. */
  edit: method.input(editInputSchema).output(savedSchema),
  /** Takes it away, or back: then its bytes are as they were. */
  remove: method.input(z.strictObject({ id: recordIdSchema, removed: z.boolean() })).output(savedSchema),
  /** The bytes, fetched first where they are not here. Ending the stream early ends the fetching; what came stays. */
  read: method.input(z.strictObject({ id: recordIdSchema })).output(eventIterator(attachmentEventSchema)),
  traffic: method.output(eventIterator(attachmentTrafficSchema)),
  /** Sends what waits now, also over a metered line. Resolves when it is over. */
  send: method.output(attachmentTrafficSchema),
};

// ---- the server's calls -------------------------------------------------------------------------------------------

/** `received`: bytes that the server has, from the first on. `stored`: it has all, and they are those of the record's hash. */
const standingSchema = z.object({ received: z.int(), stored: z.boolean() });

export const attachmentCalls = {
  attachmentStanding: oc
    .route({
      method: 'POST',
      path: '/attachments/v1/standing',
      tags: ['attachments'],
      summary: 'Where to go on sending',
    })
    .input(z.strictObject({ id: recordIdSchema }))
    .output(standingSchema),
  putAttachment: oc
    .route({ method: 'POST', path: '/attachments/v1/put', tags: ['attachments'], summary: 'The next chunk of a file' })
    .input(z.strictObject({ id: recordIdSchema, offset: offsetSchema, bytes: chunkSchema }))
    .output(standingSchema),
  getAttachment: oc
    .route({ method: 'POST', path: '/attachments/v1/get', tags: ['attachments'], summary: 'A chunk of a file' })
    .input(z.strictObject({ id: recordIdSchema, offset: offsetSchema }))
    .output(z.object({ bytes: z.string() })),
};
