/** Checks what the server signed. */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { VerifyText } from '../../../shared/base/jws.ts';

/** @param rawKey Ed25519, base64url. One that is none verifies nothing. */
export function createVerifier(rawKey: string): VerifyText {
  let key: KeyObject | null = null;
  return (text, signature) => {
    try {
      key ??= createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: rawKey }, format: 'jwk' });
      return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64url'));
    } catch {
      return false;
    }
  };
}
