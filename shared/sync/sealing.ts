/**
 * Sealing to a public key that only one side can open: HPKE (RFC 9180) in its base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
 * AES-256-GCM, one message per key encapsulation. What is sealed says nothing of who sealed it: a signature lies inside or beside it.
 * docs/decisions/0012-sealed-copy.md says why this and why this library.
 */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import { base64urlToBytes, bytesToHex, sha256Bytes, utf8ToBytes } from '../base/bytes.ts';
import { createError } from '../base/errors.ts';

/** What is sealed for one purpose opens for no other. The text is part of the format: never change one that has shipped. */
export type SealingPurpose =
  | 'peyvand sealed group 1'
  | 'peyvand bundle work 1'
  | 'peyvand bundle changes 1'
  | 'peyvand recovery share 1'
  | 'peyvand recovery release 1';

/** Bytes of an encapsulated key, which stand before the ciphertext. */
export const ENCAPSULATED_KEY_BYTES = 32;
/** Bytes by which something sealed is longer than it was: the encapsulated key and the tag of AES-GCM. */
export const SEALING_OVERHEAD_BYTES = ENCAPSULATED_KEY_BYTES + 16;

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

/**
 * @param publicKey X25519, raw, base64url.
 * @param bound Read by anyone and altered by none: it must be given again to open.
 * @returns The encapsulated key and then the ciphertext.
 * @throws PeyvandError `invalid_input` (`reason: 'sealing_key'`).
 */
export async function seal(
  publicKey: string,
  purpose: SealingPurpose,
  plaintext: Uint8Array,
  bound: Uint8Array,
): Promise<Uint8Array> {
  const { encapsulatedSecret, ciphertext } = await suite.Seal(await readPublicKey(publicKey), plaintext, {
    info: utf8ToBytes(purpose),
    aad: bound,
  });
  const sealed = new Uint8Array(encapsulatedSecret.length + ciphertext.length);
  sealed.set(encapsulatedSecret);
  sealed.set(ciphertext, encapsulatedSecret.length);
  return sealed;
}

export interface PrivateSealingKey {
  /** null when it was sealed for another key or purpose, bound to something else, or altered: which of these cannot be told. */
  open(purpose: SealingPurpose, sealed: Uint8Array, bound: Uint8Array): Promise<Uint8Array | null>;
}

export interface SealingKeyPair {
  /** X25519, raw, base64url. */
  readonly publicKey: string;
  /** X25519, raw, 32 bytes. They may be wiped once read. */
  readonly secret: Uint8Array;
}

export async function readPrivateSealingKey({ publicKey, secret }: SealingKeyPair): Promise<PrivateSealingKey> {
  const pair = {
    publicKey: await suite.DeserializePublicKey(base64urlToBytes(publicKey)),
    privateKey: await suite.DeserializePrivateKey(secret),
  };
  return {
    async open(purpose, sealed, bound) {
      if (sealed.length < SEALING_OVERHEAD_BYTES) return null;
      const encapsulated = sealed.subarray(0, ENCAPSULATED_KEY_BYTES);
      const ciphertext = sealed.subarray(ENCAPSULATED_KEY_BYTES);
      try {
        return await suite.Open(pair, encapsulated, ciphertext, { info: utf8ToBytes(purpose), aad: bound });
      } catch {
        return null;
      }
    },
  };
}

/** Names a server's sealing key in 64 hex digits, so that what is for another company is told from what is damaged. */
export const sealingKeyName = (publicKey: string): string => bytesToHex(sha256Bytes(base64urlToBytes(publicKey)));

type ReadKey = ReturnType<typeof suite.DeserializePublicKey>;
/** A device seals to one key all its life; reading it costs as much as the rest. */
let lastKey: { readonly text: string; readonly key: ReadKey } | null = null;

async function readPublicKey(publicKey: string): ReadKey {
  if (lastKey?.text === publicKey) return lastKey.key;
  try {
    const key = suite.DeserializePublicKey(base64urlToBytes(publicKey));
    await key;
    lastKey = { text: publicKey, key };
    return await key;
  } catch (cause) {
    throw createError('invalid_input', { reason: 'sealing_key' }, cause);
  }
}
