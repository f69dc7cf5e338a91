/** What a restored or cloned device asks: to be a device of its own from now on (SYNC-23). */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { hashSchema, recordIdSchema } from '../sync/operation.ts';
import { bearerSchema, numberBlockSchema } from '../sync/protocol.ts';

export const newIdentitySchema = z.strictObject({
  /** Chosen by the device. Asking again with the same id and key is answered alike, with a new token. */
  device: recordIdSchema,
  /** Ed25519 public key, raw 32 bytes, base64url. */
  signingKey: z.string().max(64),
  /** The last group before the new identity's first, null when there is none: its chain goes on from there. */
  continues: z.strictObject({ n: z.int().min(1), hash: hashSchema }).nullable(),
});
export type NewIdentity = z.infer<typeof newIdentitySchema>;

const newIdentityRequestSchema = newIdentitySchema.extend({
  /** Ed25519 by the key of the device that asks, over `vouchText`, base64url: a token alone takes no identity. */
  proof: z.string().max(128),
});
export type NewIdentityRequest = z.infer<typeof newIdentityRequestSchema>;

export const newIdentityReplySchema = z.object({
  token: bearerSchema,
  deviceCode: z.string(),
  numberBlocks: z.array(numberBlockSchema),
});
export type NewIdentityReply = z.infer<typeof newIdentityReplySchema>;

export const identityCalls = {
  newIdentity: oc
    .route({
      method: 'POST',
      path: '/auth/v1/new-identity',
      tags: ['sign-in'],
      summary: 'A device that was restored or cloned enrols a new identity by its bearer token and its key',
    })
    .input(newIdentityRequestSchema)
    .output(newIdentityReplySchema),
};
