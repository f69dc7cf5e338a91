/** The device's signing key, Ed25519: every group of operations of this device is signed with it. It lives inside the encrypted store. */
import { createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../../shared/base/bytes.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import type { GroupSigner } from '../store/types.ts';

/** The 32 secret bytes as base64url: what is kept. */
export type SigningSeed = string;

export function createSigningSeed(randomness: Randomness): SigningSeed {
  const bytes = randomness.bytes(32);
  const seed = bytesToBase64url(bytes);
  bytes.fill(0);
  return seed;
}

/** Raw 32 bytes, base64url: what the server learns at enrolment. */
export function publicSigningKey(seed: SigningSeed): string {
  const { x } = createPublicKey(privateKey(seed)).export({ format: 'jwk' });
  if (x === undefined) throw new Error('Ed25519 key without a public part');
  return x;
}

/** Signs the hash's text. The seed is asked for each time: a restored or cloned device takes another. */
export function createGroupSigner(readSeed: () => unknown): GroupSigner {
  let known: { readonly seed: SigningSeed; readonly key: KeyObject } | null = null;
  return {
    sign(hash) {
      const seed = readSeed();
      if (typeof seed !== 'string') throw createError('store_damaged', { reason: 'signing_key_missing' });
      if (known?.seed !== seed) known = { seed, key: privateKey(seed) };
      return bytesToBase64url(sign(null, utf8ToBytes(hash), known.key));
    },
  };
}

/** What stands before the 32 bytes in PKCS #8 (RFC 8410 section 7): Node and BoringSSL take a raw key in no other form. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKey(seed: SigningSeed): KeyObject {
  const bytes = base64urlToBytes(seed);
  if (bytes.length !== 32) throw createError('store_damaged', { reason: 'signing_key' });
  const encoded = Buffer.concat([PKCS8_PREFIX, bytes]);
  try {
    return createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' });
  } finally {
    encoded.fill(0);
    bytes.fill(0);
  }
}
