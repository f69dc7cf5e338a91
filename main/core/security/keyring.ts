/**
 * `keyring.json`: the random key of a person's store, wrapped by their passphrase. It is the one file without which nothing opens, so it is
 * written whole or not at all, carries a checksum, and a torn one is told apart from a wrong passphrase. Beside the wrapped key it holds only
 * what the lock screen shows.
 */
import { createCipheriv, createDecipheriv } from 'node:crypto';
import { z } from 'zod';
import { base64urlToBytes, bytesToBase64url, sha256Hex, utf8ToBytes } from '../../../shared/base/bytes.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { createError } from '../../../shared/base/errors.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { readFileIfPresent, writeFileAtomically } from '../files/atomicFile.ts';
import { argon2ParametersSchema, passphraseToKey, type Argon2Parameters } from './passphrase.ts';

/** Of the person whose store it opens. */
const ownerSchema = z.object({
  profileId: z.string(),
  /** Shown on the lock screen, as is `login`. */
  name: z.string(),
  login: z.string(),
  enrolledAt: z.string(),
  /** Offered when another person joins this machine. */
  serverUrl: z.string(),
});
export type KeyringOwner = z.infer<typeof ownerSchema>;

const keyringSchema = ownerSchema.extend({
  format: z.literal('peyvand-keyring'),
  version: z.literal(1),
  argon2: argon2ParametersSchema,
  /** base64url, as are all bytes here. */
  salt: z.string(),
  wrappedKey: z.object({ nonce: z.string(), bytes: z.string(), tag: z.string() }),
  /** SHA-256 of the canonical JSON of everything else. */
  checksum: z.string(),
});
export type Keyring = z.infer<typeof keyringSchema>;

export interface KeyringTools {
  readonly randomness: Randomness;
  readonly argon2: Argon2Parameters;
}

const CIPHER = 'aes-256-gcm';
const SALT_BYTES = 16;
const NONCE_BYTES = 12;

/** Wraps a data key for a person. The keyring is not written yet: see {@link writeKeyring}. */
export async function createKeyring(
  owner: KeyringOwner,
  passphrase: string,
  dataKey: Uint8Array,
  { randomness, argon2 }: KeyringTools,
): Promise<Keyring> {
  const salt = randomness.bytes(SALT_BYTES);
  const nonce = randomness.bytes(NONCE_BYTES);
  const wrappingKey = await passphraseToKey(passphrase, salt, argon2);
  try {
    const cipher = createCipheriv(CIPHER, wrappingKey, nonce).setAAD(boundBytes(owner.profileId));
    const bytes = Buffer.concat([cipher.update(dataKey), cipher.final()]);
    const wrappedKey = {
      nonce: bytesToBase64url(nonce),
      bytes: bytesToBase64url(bytes),
      tag: bytesToBase64url(cipher.getAuthTag()),
    };
    return sealed({
      ...owner,
      format: 'peyvand-keyring',
      version: 1,
      argon2,
      salt: bytesToBase64url(salt),
      wrappedKey,
    });
  } finally {
    wrappingKey.fill(0);
  }
}

/** The data key, 32 bytes; the caller wipes it. @throws PeyvandError `wrong_passphrase`. */
export async function openKeyring(keyring: Keyring, passphrase: string): Promise<Uint8Array> {
  if (passphrase === '') throw createError('wrong_passphrase');
  const wrappingKey = await passphraseToKey(passphrase, base64urlToBytes(keyring.salt), keyring.argon2);
  try {
    const { nonce, bytes, tag } = keyring.wrappedKey;
    const decipher = createDecipheriv(CIPHER, wrappingKey, base64urlToBytes(nonce))
      .setAAD(boundBytes(keyring.profileId))
      .setAuthTag(base64urlToBytes(tag));
    const head = decipher.update(base64urlToBytes(bytes));
    const dataKey = Buffer.concat([head, decipher.final()]);
    head.fill(0);
    return dataKey;
  } catch (error) {
    // The checksum has shown that the file is as it was written, so it can only be the passphrase.
    throw createError('wrong_passphrase', {}, error);
  } finally {
    wrappingKey.fill(0);
  }
}

/** @throws PeyvandError `not_found`; `store_damaged` for a torn or altered file, `store_newer` for one that a later version wrote. */
export function readKeyring(path: string): Keyring {
  const text = readFileIfPresent(path);
  if (text === null) throw createError('not_found', { what: 'keyring' });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw damaged('torn', error);
  }
  const newer = z.object({ format: z.literal('peyvand-keyring'), version: z.int().min(2) }).safeParse(parsed);
  if (newer.success) throw createError('store_newer', { what: 'keyring', version: newer.data.version });
  const read = keyringSchema.safeParse(parsed);
  if (!read.success) throw damaged('shape', read.error);
  if (sealed(read.data).checksum !== read.data.checksum) throw damaged('checksum');
  return read.data;
}

export function writeKeyring(path: string, keyring: Keyring): void {
  writeFileAtomically(path, `${JSON.stringify(keyring, null, 2)}\n`);
}

function sealed({ ...rest }: Omit<Keyring, 'checksum'> & { checksum?: string }): Keyring {
  delete rest.checksum;
  return { ...rest, checksum: sha256Hex(canonicalJson(rest)) };
}

/** What the wrapped key is bound to besides the passphrase: a keyring cannot be passed off as another person's. */
const boundBytes = (profileId: string): Uint8Array => utf8ToBytes(`peyvand keyring 1 ${profileId}`);

/** `advice` is what helps: a copy of this file from a backup, or joining the server again. */
const damaged = (reason: string, cause?: unknown) =>
  createError('store_damaged', { what: 'keyring', reason, advice: 'restore_or_enrol' }, cause);
