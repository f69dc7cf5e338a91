/** The device's key for what is sealed to it alone: X25519. It lives inside the encrypted store. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { SealingKeyPair } from '../../../shared/sync/sealing.ts';

/** What stands before the 32 bytes in PKCS #8 (RFC 8410 section 7): Node and BoringSSL take a raw key in no other form. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** @param secret 32 random bytes; they stay the caller's to wipe. */
export function sealingKeyPairFrom(secret: Uint8Array): SealingKeyPair {
  const encoded = Buffer.concat([PKCS8_PREFIX, secret]);
  try {
    const key = createPrivateKey({ key: encoded, format: 'der', type: 'pkcs8' });
    const { x } = createPublicKey(key).export({ format: 'jwk' });
    if (x === undefined) throw new Error('X25519 key without a public part');
    return { secret, publicKey: bytesToBase64url(Buffer.from(x, 'base64url')) };
  } finally {
    encoded.fill(0);
  }
}
