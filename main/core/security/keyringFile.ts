/**
 * `keyring.json`: the random key of a person's store, wrapped. It is the one file without which nothing opens, so it is written whole or not at
 * all, carries a checksum, and a torn one is told apart from a wrong passphrase. Beside the wrapped key it holds only what the lock screen
 * shows. How the wraps are made is in keyring.ts; docs/decisions/0016-keys.md says why they are as they are.
 */
import { readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { sha256Hex } from '../../../shared/base/bytes.ts';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { createError } from '../../../shared/base/errors.ts';
import { recordIdSchema } from '../../../shared/sync/operation.ts';
import { readFileIfPresent, syncFolder, writeFileAtomically } from '../files/atomicFile.ts';
import { argon2ParametersSchema } from './passphrase.ts';

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

/** AES-256-GCM; base64url, as are all bytes here. */
const wrappedSchema = z.object({ nonce: z.string(), bytes: z.string(), tag: z.string() });
export type WrappedKey = z.infer<typeof wrappedSchema>;

const FORMAT = 'peyvand-keyring';

const firstKeyringSchema = ownerSchema.extend({
  format: z.literal(FORMAT),
  version: z.literal(1),
  argon2: argon2ParametersSchema,
  salt: z.string(),
  wrappedKey: wrappedSchema,
  /** SHA-256 of the canonical JSON of everything else. */
  checksum: z.string(),
});
/** As versions of this program before 0.2 wrote it; it becomes a {@link Keyring} at the next unlock. */
export type FirstKeyring = z.infer<typeof firstKeyringSchema>;

const keyringSchema = ownerSchema.extend({
  format: z.literal(FORMAT),
  version: z.literal(2),
  /** Since when the data is encrypted with this key. */
  keySince: z.string(),
  /** By the passphrase; together with the keychain's half when `keychain.sealed` is there. */
  passphrase: z.object({ argon2: argon2ParametersSchema, salt: z.string(), wrapped: wrappedSchema }),
  keychain: z.object({
    /** The person's choice: it is bound as soon as there is a keychain. */
    isWanted: z.boolean(),
    /** The half, as the keychain of this machine sealed it. */
    sealed: z.string().nullable(),
  }),
  /** By the secret that the server keeps under this id. */
  recovery: z.object({ share: recordIdSchema, wrapped: wrappedSchema }).nullable(),
  checksum: z.string(),
});
export type Keyring = z.infer<typeof keyringSchema>;
export type AnyKeyring = FirstKeyring | Keyring;

const anyKeyringSchema = z.discriminatedUnion('version', [firstKeyringSchema, keyringSchema]);
const NEWEST = 2;

/** @throws PeyvandError `not_found`; `store_damaged` for a torn or altered file, `store_newer` for one that a later version wrote. */
export function readKeyring(path: string): AnyKeyring {
  const text = readFileIfPresent(path);
  if (text === null) throw createError('not_found', { what: 'keyring' });
  return parseKeyring(text);
}

/** As {@link readKeyring}, of one that lies in another file. */
export function parseKeyring(text: string): AnyKeyring {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw damaged('torn', error);
  }
  const newer = z.object({ format: z.literal(FORMAT), version: z.int().min(NEWEST + 1) }).safeParse(parsed);
  if (newer.success) throw createError('store_newer', { what: 'keyring', version: newer.data.version });
  const read = anyKeyringSchema.safeParse(parsed);
  if (!read.success) throw damaged('shape', read.error);
  if (checksumOf(read.data) !== read.data.checksum) throw damaged('checksum');
  return read.data;
}

export function writeKeyring(path: string, keyring: AnyKeyring): void {
  writeFileAtomically(path, `${JSON.stringify(keyring, null, 2)}\n`);
}

/** With the checksum that belongs to it. */
export const sealKeyring = (keyring: Omit<Keyring, 'checksum'>): Keyring => ({
  ...keyring,
  checksum: checksumOf(keyring),
});

/** The names under which a keyring can lie in a profile's folder: a rotation has two more for a while (rotationFiles.ts). */
export const KEYRING_FILES = {
  now: 'keyring.json',
  next: 'keyring.next.json',
  before: 'keyring.before.json',
  failed: 'keyring.failed.json',
} as const;

/**
 * Removes every keyring of a profile, and with them every way into its store, on the disk when this returns. The file that was written over is not what makes it
 * safe: on today's disks old blocks may live on, and what they hold is worth as much as the passphrase is hard to guess.
 * @param path Of `keyring.json`.
 */
export function destroyKeyrings(path: string): void {
  const folder = dirname(path);
  // An earlier version wrote that of a backup into `.keyring.backup.json` for a moment.
  const isKeyring = (name: string): boolean =>
    /^\.{0,2}keyring\.(next\.|before\.|failed\.|backup\.)?json(\.[0-9a-f]+\.new)?$/.test(name);
  for (const name of readdirSync(folder).filter(isKeyring)) rmSync(join(folder, name), { force: true });
  syncFolder(folder);
}

function checksumOf(keyring: object): string {
  const fields = Object.entries(keyring).filter(([name]) => name !== 'checksum');
  return sha256Hex(canonicalJson(Object.fromEntries(fields)));
}

/** `advice` is what helps: a copy of this file from a backup, or joining the server again. */
const damaged = (reason: string, cause?: unknown) =>
  createError('store_damaged', { what: 'keyring', reason, advice: 'restore_or_enrol' }, cause);
