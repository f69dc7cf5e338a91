/**
 * How the data key is wrapped and opened. The key that wraps it comes from the passphrase (Argon2id) and, where this machine has a real keychain, from a
 * random half besides that the keychain keeps: then who has the disk alone has nothing to guess the passphrase on, and who has the open
 * account alone still needs the passphrase. A recovery secret, where the company wants one, wraps the same key a second time.
 */
import { createCipheriv, createDecipheriv, timingSafeEqual } from 'node:crypto';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base64urlToBytes, bytesToBase64url, utf8ToBytes } from '../../../shared/base/bytes.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import type { Keychain } from '../ports/keychain.ts';
import { sealKeyring, type AnyKeyring, type Keyring, type KeyringOwner, type WrappedKey } from './keyringFile.ts';
import { isCheaper, passphraseToKey, raisedTo, type Argon2Parameters } from './passphrase.ts';

export interface KeyringTools {
  readonly randomness: Randomness;
  readonly argon2: Argon2Parameters;
  readonly keychain: Keychain;
  /** Argon2id; tests look at what becomes of its buffers. */
  readonly deriveKey?: typeof passphraseToKey;
}

/** The part of a keyring that a passphrase opens. */
export type PassphraseWrap = Pick<Keyring, 'passphrase' | 'keychain'>;

const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** Wraps a data key for a person. The keyring is not written yet: see `writeKeyring`. */
export async function createKeyring(
  owner: KeyringOwner,
  passphrase: string,
  dataKey: Uint8Array,
  tools: KeyringTools,
  { keySince = owner.enrolledAt, isKeychainWanted = true } = {},
): Promise<Keyring> {
  const wrap = await wrapByPassphrase(owner.profileId, passphrase, dataKey, isKeychainWanted, tools);
  const { profileId, name, login, enrolledAt, serverUrl } = owner;
  return sealKeyring({
    profileId,
    name,
    login,
    enrolledAt,
    serverUrl,
    format: 'peyvand-keyring',
    version: 2,
    keySince,
    ...wrap,
    recovery: null,
  });
}

/** A new salt, and a new half where there is a keychain; put into a keyring of the same data key by {@link withPassphrase}. */
export async function wrapByPassphrase(
  profileId: string,
  passphrase: string,
  dataKey: Uint8Array,
  isKeychainWanted: boolean,
  { randomness, argon2, keychain, deriveKey = passphraseToKey }: KeyringTools,
): Promise<PassphraseWrap> {
  const salt = randomness.bytes(SALT_BYTES);
  const half = isKeychainWanted ? await sealNewHalf(keychain, randomness) : null;
  let fromPassphrase: Uint8Array | null = null;
  let wrappingKey: Uint8Array | null = null;
  try {
    fromPassphrase = await deriveKey(passphrase, salt, argon2);
    wrappingKey = combined(fromPassphrase, half?.secret ?? null);
    const wrapped = wrapKey(wrappingKey, dataKey, passphraseBinding(profileId), randomness);
    return {
      passphrase: { argon2, salt: bytesToBase64url(salt), wrapped },
      keychain: { isWanted: isKeychainWanted, sealed: half ? bytesToBase64url(half.sealed) : null },
    };
  } finally {
    wipe(fromPassphrase, wrappingKey, half?.secret);
  }
}

/** Everything else of the keyring stays: it is of the same data key. */
export function withPassphrase(keyring: AnyKeyring, { passphrase, keychain }: PassphraseWrap): Keyring {
  if (keyring.version === 2) return sealKeyring({ ...keyring, passphrase, keychain });
  const { profileId, name, login, enrolledAt, serverUrl, format } = keyring;
  const owner = { profileId, name, login, enrolledAt, serverUrl };
  return sealKeyring({
    ...owner,
    format,
    version: 2,
    keySince: enrolledAt,
    passphrase,
    keychain,
    recovery: null,
  });
}

/** What the keychain keeps of a keyring's wrapping key; null when the passphrase alone is asked for. */
export interface KeychainHalf {
  readonly secret: Uint8Array;
  readonly isStale: boolean;
}

/**
 * Before a passphrase is tried: a keychain that does not answer is no failed try.
 * @throws PeyvandError `keychain_lost` (only recovery helps, or enrolling anew), `keychain_unavailable` (trying again may help).
 */
export async function openKeychainHalf(keyring: AnyKeyring, keychain: Keychain): Promise<KeychainHalf | null> {
  if (keyring.version === 1 || keyring.keychain.sealed === null) return null;
  const opened = await keychain.open(base64urlToBytes(keyring.keychain.sealed));
  if (opened.state === 'opened' && opened.secret.length === KEY_BYTES) return opened;
  if (opened.state === 'opened') opened.secret.fill(0);
  if (opened.state !== 'unavailable') throw createError('keychain_lost', { hasRecovery: keyring.recovery !== null });
  throw createError('keychain_unavailable', { standing: await keychain.standing() });
}

/**
 * The data key, 32 bytes; the caller wipes it. The half is wiped here.
 * @throws PeyvandError `wrong_passphrase`, `store_damaged`.
 */
export async function openKeyring(
  keyring: AnyKeyring,
  passphrase: string,
  half: KeychainHalf | null,
  deriveKey: typeof passphraseToKey = passphraseToKey,
): Promise<Uint8Array> {
  let fromPassphrase: Uint8Array | null = null;
  let wrappingKey: Uint8Array | null = null;
  try {
    if (passphrase === '') throw createError('wrong_passphrase');
    const { argon2, salt, wrapped, binding } = passphraseWrapOf(keyring);
    fromPassphrase = await deriveKey(passphrase, saltToBytes(salt), argon2);
    wrappingKey = combined(fromPassphrase, half?.secret ?? null);
    const dataKey = unwrap(wrappingKey, wrapped, binding);
    // The checksum has shown that the file is as it was written, so it can only be the passphrase.
    if (!dataKey) throw createError('wrong_passphrase');
    return dataKey;
  } finally {
    wipe(fromPassphrase, wrappingKey, half?.secret);
  }
}

/** Is it not as this program would write it today: of the first version, cheaper to guess, not bound to the keychain that is there, bound by an old key of it? */
export async function isOutdated(
  keyring: AnyKeyring,
  isHalfStale: boolean,
  { argon2, keychain }: KeyringTools,
): Promise<boolean> {
  if (keyring.version === 1 || isHalfStale || isCheaper(keyring.passphrase.argon2, argon2)) return true;
  const { isWanted, sealed } = keyring.keychain;
  return isWanted && sealed === null && (await keychain.standing()) === 'there';
}

/** What {@link wrapByPassphrase} takes to bring a keyring up to today: parameters only ever grow. */
export const toolsRaised = (keyring: AnyKeyring, tools: KeyringTools): KeyringTools => ({
  ...tools,
  argon2: raisedTo(passphraseWrapOf(keyring).argon2, tools.argon2),
});

export const isKeychainWanted = (keyring: AnyKeyring): boolean => keyring.version === 1 || keyring.keychain.isWanted;

// ---- recovery --------------------------------------------------------------------------------------------------

/** @param secret 32 random bytes that the server will keep; the caller wipes them. */
export function withRecovery(
  keyring: Keyring,
  dataKey: Uint8Array,
  { share, secret }: { readonly share: RecordId; readonly secret: Uint8Array },
  randomness: Randomness,
): Keyring {
  const wrappingKey = recoveryKey(secret, share);
  try {
    const wrapped = wrapKey(wrappingKey, dataKey, recoveryBinding(keyring.profileId, share), randomness);
    return sealKeyring({ ...keyring, recovery: { share, wrapped } });
  } finally {
    wrappingKey.fill(0);
  }
}

export const withoutRecovery = (keyring: Keyring): Keyring => sealKeyring({ ...keyring, recovery: null });

/** The data key; the caller wipes it, and the secret. @throws PeyvandError `not_found` (no such wrap here), `signature_invalid` (another secret). */
export function openByRecovery(keyring: AnyKeyring, secret: Uint8Array): Uint8Array {
  if (keyring.version === 1 || !keyring.recovery) throw createError('not_found', { what: 'recovery_share' });
  const { share, wrapped } = keyring.recovery;
  const wrappingKey = recoveryKey(secret, share);
  try {
    const dataKey = unwrap(wrappingKey, wrapped, recoveryBinding(keyring.profileId, share));
    if (!dataKey) throw createError('signature_invalid', { reason: 'recovery_secret' });
    return dataKey;
  } finally {
    wrappingKey.fill(0);
  }
}

/** A file may name any, with a checksum that fits. @throws PeyvandError `store_damaged`. */
function saltToBytes(salt: string): Uint8Array {
  if (!SALT_TEXT.test(salt))
    throw createError('store_damaged', { what: 'keyring', reason: 'salt', advice: 'restore_or_enrol' });
  return base64urlToBytes(salt);
}

/** base64url of 16 bytes: the last letter holds two bits. */
const SALT_TEXT = /^[\w-]{21}[AQgw]$/;

// ---- the keys that wrap ----------------------------------------------------------------------------------------

/** A random half, sealed, and proven to come back: what the keychain cannot give back never locks anybody out. null: it cannot. */
async function sealNewHalf(
  keychain: Keychain,
  randomness: Randomness,
): Promise<{ readonly secret: Uint8Array; readonly sealed: Uint8Array } | null> {
  if ((await keychain.standing()) !== 'there') return null;
  const secret = randomness.bytes(KEY_BYTES);
  const sealed = await keychain.seal(secret);
  const back = sealed ? await keychain.open(sealed) : null;
  const isSame = back?.state === 'opened' && back.secret.length === KEY_BYTES && timingSafeEqual(back.secret, secret);
  if (back?.state === 'opened') back.secret.fill(0);
  if (sealed && isSame) return { secret, sealed };
  secret.fill(0);
  return null;
}

/** Of both, or of the passphrase alone: a copy, wiped by whoever asked for it. HKDF (RFC 5869) with the half as its salt. */
const combined = (fromPassphrase: Uint8Array, half: Uint8Array | null): Uint8Array =>
  half === null
    ? Uint8Array.from(fromPassphrase)
    : hkdf(sha256, fromPassphrase, half, utf8ToBytes('peyvand keyring 2 passphrase and keychain'), KEY_BYTES);

const recoveryKey = (secret: Uint8Array, share: RecordId): Uint8Array =>
  hkdf(sha256, secret, utf8ToBytes(share), utf8ToBytes('peyvand keyring 2 recovery'), KEY_BYTES);

/** What a wrap is bound to besides its key: it cannot be passed off as another person's, or as the other way in. */
const passphraseBinding = (profileId: string): Uint8Array => utf8ToBytes(`peyvand keyring 2 passphrase ${profileId}`);
const recoveryBinding = (profileId: string, share: RecordId): Uint8Array =>
  utf8ToBytes(`peyvand keyring 2 recovery ${profileId} ${share}`);

function passphraseWrapOf(keyring: AnyKeyring) {
  if (keyring.version === 2) return { ...keyring.passphrase, binding: passphraseBinding(keyring.profileId) };
  const { argon2, salt, wrappedKey, profileId } = keyring;
  return { argon2, salt, wrapped: wrappedKey, binding: utf8ToBytes(`peyvand keyring 1 ${profileId}`) };
}

function wrapKey(key: Uint8Array, dataKey: Uint8Array, binding: Uint8Array, randomness: Randomness): WrappedKey {
  const nonce = randomness.bytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(binding);
  const bytes = Buffer.concat([cipher.update(dataKey), cipher.final()]);
  return {
    nonce: bytesToBase64url(nonce),
    bytes: bytesToBase64url(bytes),
    tag: bytesToBase64url(cipher.getAuthTag()),
  };
}

/** null when the key is another. */
function unwrap(key: Uint8Array, { nonce, bytes, tag }: WrappedKey, binding: Uint8Array): Uint8Array | null {
  let opened: Buffer | null = null;
  try {
    const decipher = createDecipheriv(CIPHER, key, base64urlToBytes(nonce))
      .setAAD(binding)
      .setAuthTag(base64urlToBytes(tag));
    opened = decipher.update(base64urlToBytes(bytes));
    decipher.final();
    return Uint8Array.from(opened);
  } catch {
    return null;
  } finally {
    opened?.fill(0);
  }
}

function wipe(...keys: readonly (Uint8Array | null | undefined)[]): void {
  for (const key of keys) key?.fill(0);
}
