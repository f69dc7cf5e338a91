/**
 * A group as it lies in the sealed copy of unsent work and as others deliver it: readable by the server alone. Layout (docs/spec/sealed-copy.md):
 *
 *     0   16  tag: the first half of SHA-256 over `peyvand sealed tag 1`, a line feed and the 64 bytes of the signature
 *     16  32  encapsulated key
 *     48   …  ciphertext of: signature (64 bytes), the group's own bytes
 *
 * The tag is bound to the ciphertext. Only who has the signature can know which group it stands for, so that the owner finds their own
 * groups again, and nobody else learns anything from it.
 */
import { z } from 'zod';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToHex,
  bytesToUtf8,
  sha256Bytes,
  sha256Hex,
  utf8ToBytes,
} from '../base/bytes.ts';
import { isPeyvandError } from '../base/errors.ts';
import { GROUP_BYTES_MAXIMUM, type SignedGroup } from './operation.ts';
import { seal, SEALING_OVERHEAD_BYTES, type PrivateSealingKey } from './sealing.ts';

export const TAG_BYTES = 16;
const SIGNATURE_BYTES = 64;
const PURPOSE = 'peyvand sealed group 1';
export const SEALED_GROUP_BYTES_MINIMUM = TAG_BYTES + SEALING_OVERHEAD_BYTES + SIGNATURE_BYTES;
export const SEALED_GROUP_BYTES_MAXIMUM = SEALED_GROUP_BYTES_MINIMUM + GROUP_BYTES_MAXIMUM;

/** @param serverKey X25519 of the server, raw, base64url. */
export async function sealGroup(serverKey: string, group: SignedGroup): Promise<Uint8Array> {
  const signature = base64urlToBytes(group.signature);
  const content = utf8ToBytes(group.bytes);
  const plaintext = new Uint8Array(signature.length + content.length);
  plaintext.set(signature);
  plaintext.set(content, signature.length);
  const tag = tagBytes(signature);
  const sealed = await seal(serverKey, PURPOSE, plaintext, tag);
  const item = new Uint8Array(tag.length + sealed.length);
  item.set(tag);
  item.set(sealed, tag.length);
  return item;
}

/** null for what this key does not open, or what holds no group: the signature and the group itself are still to be judged. */
export async function openGroup(key: PrivateSealingKey, item: Uint8Array): Promise<SignedGroup | null> {
  if (item.length < SEALED_GROUP_BYTES_MINIMUM || item.length > SEALED_GROUP_BYTES_MAXIMUM) return null;
  const plaintext = await key.open(PURPOSE, item.subarray(TAG_BYTES), item.subarray(0, TAG_BYTES));
  if (!plaintext) return null;
  try {
    const bytes = bytesToUtf8(plaintext.subarray(SIGNATURE_BYTES));
    return { bytes, hash: sha256Hex(bytes), signature: bytesToBase64url(plaintext.subarray(0, SIGNATURE_BYTES)) };
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

/** 32 hex digits. */
export const tagOfGroup = ({ signature }: Pick<SignedGroup, 'signature'>): string =>
  bytesToHex(tagBytes(base64urlToBytes(signature)));

/** 32 hex digits. */
export const tagOfItem = (item: Uint8Array): string => bytesToHex(item.subarray(0, TAG_BYTES));

function tagBytes(signature: Uint8Array): Uint8Array {
  const domain = utf8ToBytes('peyvand sealed tag 1\n');
  const content = new Uint8Array(domain.length + signature.length);
  content.set(domain);
  content.set(signature, domain.length);
  return sha256Bytes(content).slice(0, TAG_BYTES);
}

// ---- the message ---------------------------------------------------------------------------------------------

export const DELIVERY_ITEMS_MAXIMUM = 1_000;

/** Sealed groups of anyone, carried by the device whose token this is. Items in base64url. */
export const deliveryRequestSchema = z.strictObject({
  items: z.array(z.string()).min(1).max(DELIVERY_ITEMS_MAXIMUM),
});
/**
 * One per item, in the order sent, and nothing more: not whose it was, what it held or what became of it. `delivered`: the server has it
 * (applied, parked or waiting, now or before). `refused` with `code`: `sealed_unreadable` (not sealed to this server, or altered),
 * or why the group inside is none (`not_enrolled`, `signature_invalid`, …); nothing of it was stored.
 */
export const deliveryReplySchema = z.object({
  epoch: z.string(),
  items: z.array(
    z.discriminatedUnion('state', [
      z.object({ state: z.literal('delivered') }),
      z.object({ state: z.literal('refused'), code: z.string() }),
    ]),
  ),
});
export type DeliveryRequest = z.infer<typeof deliveryRequestSchema>;
export type DeliveryReply = z.infer<typeof deliveryReplySchema>;
