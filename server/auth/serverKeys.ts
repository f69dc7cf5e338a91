/**
 * The server's own keys. They stay outside the database (SYNC.md, "Durable through"): a restored or copied database cannot sign
 * anything. Kept in `server-keys.json` of the data directory, mode 0600. Several nodes share that directory, or each gets the
 * file's text in the environment variable `PEYVAND_SERVER_KEYS`.
 */
import {
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../store/database.ts';

export interface ServerKeys {
  /** Raw public keys, base64url: Ed25519 to check what the server signed, X25519 to seal unsent work for it. */
  readonly publicKeys: { readonly signing: string; readonly sealing: string };
  /** Opens what devices sealed to the server. */
  readonly sealingKey: KeyObject;
  /** Ed25519 over the text's UTF-8, base64url. */
  sign(text: string): string;
  /** HMAC-SHA-256 over the text, under a key of its own per purpose, base64url: tickets, pull tokens. */
  authenticate(purpose: string, text: string): string;
  isAuthentic(purpose: string, text: string, code: string): boolean;
}

const FILE_NAME = 'server-keys.json';

const keyFileSchema = z.object({
  format: z.literal(1),
  /** PKCS #8 in DER, base64url. */
  signing: z.string().min(1),
  sealing: z.string().min(1),
  /** 32 bytes, base64url. */
  authentication: z.string().length(43),
});
type KeyFile = z.infer<typeof keyFileSchema>;

interface KeyEnvironment {
  readonly PEYVAND_SERVER_KEYS?: string | undefined;
}

/** Reads the keys, from the environment first; makes them once when the directory has none. @throws Error when they cannot be read. */
export async function loadServerKeys(
  directory: string,
  environment: KeyEnvironment = process.env,
): Promise<ServerKeys> {
  const given = environment['PEYVAND_SERVER_KEYS'];
  if (given !== undefined && given !== '') return keysFrom(parseKeyFile(given, 'PEYVAND_SERVER_KEYS'));
  const path = join(directory, FILE_NAME);
  const text = (await readIfThere(path)) ?? (await createKeyFile(directory, path));
  await requirePrivate(path);
  return keysFrom(parseKeyFile(text, path));
}

/** The same, but makes none: null when there are none yet. */
export async function findServerKeys(
  directory: string,
  environment: KeyEnvironment = process.env,
): Promise<ServerKeys | null> {
  const isGiven = (environment['PEYVAND_SERVER_KEYS'] ?? '') !== '';
  return isGiven || (await readIfThere(join(directory, FILE_NAME))) !== null
    ? loadServerKeys(directory, environment)
    : null;
}

/** Out of the text of a key file. @throws Error when it is none. */
export function keysOfText(text: string): ServerKeys {
  return keysFrom(parseKeyFile(text, 'The text'));
}

/** Keys that live as long as the process, for tests. */
export function createServerKeys(): ServerKeys {
  return keysFrom(generateKeyFile());
}

/**
 * Refuses to run on a database that other keys have signed for: devices would take this node for an impostor. The first node to come
 * writes its public key down; `replace` says that the old keys are lost and every device must enrol anew.
 */
export async function bindKeysToDatabase(database: Database, keys: ServerKeys, replace = false): Promise<void> {
  const signingKey = keys.publicKeys.signing;
  const condition = replace ? '' : ' WHERE signing_key IS NULL OR signing_key = $1';
  const bound = await database.rows(`UPDATE installation SET signing_key = $1${condition} RETURNING 1`, [signingKey]);
  if (bound.length === 0) {
    throw new Error(
      'This database belongs to other server keys. Give this node the same data directory (or PEYVAND_SERVER_KEYS) as the others; if the keys are lost, start once with --replace-keys and enrol every device anew.',
    );
  }
}

function keysFrom(file: KeyFile): ServerKeys {
  const signingKey = readPrivateKey(file.signing);
  const sealingKey = readPrivateKey(file.sealing);
  const master = Buffer.from(file.authentication, 'base64url');
  const keyFor = (purpose: string): Buffer => createHmac('sha256', master).update(`peyvand ${purpose}`).digest();
  const authenticate = (purpose: string, text: string): string =>
    createHmac('sha256', keyFor(purpose)).update(text).digest('base64url');
  return {
    publicKeys: { signing: rawPublicKey(signingKey), sealing: rawPublicKey(sealingKey) },
    sealingKey,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), signingKey).toString('base64url'),
    authenticate,
    isAuthentic(purpose, text, code) {
      const expected = Buffer.from(authenticate(purpose, text));
      const given = Buffer.from(code);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

function generateKeyFile(): KeyFile {
  const privateKeyOf = ({ privateKey }: { privateKey: KeyObject }): string =>
    privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return {
    format: 1,
    signing: privateKeyOf(generateKeyPairSync('ed25519')),
    sealing: privateKeyOf(generateKeyPairSync('x25519')),
    authentication: randomBytes(32).toString('base64url'),
  };
}

/** Written beside its place and linked: of two nodes that start at once one wins and both read the winner's file. */
async function createKeyFile(directory: string, path: string): Promise<string> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, `${JSON.stringify(generateKeyFile(), null, 2)}\n`, { mode: 0o600, flush: true });
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return readFile(path, 'utf8');
}

/** As ssh does with its keys: what others of the machine can read is no secret. Windows has no such modes. */
async function requirePrivate(path: string): Promise<void> {
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0)
    throw new Error(
      `${path} can be read by others of this machine (mode ${(mode & 0o777).toString(8)}). If nobody did: chmod 600. Otherwise its keys are known.`,
    );
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Never says what the text was: it may be half a key. */
function parseKeyFile(text: string, place: string): KeyFile {
  try {
    return keyFileSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${place} does not hold server keys (or only part of them). Restore it from its backup.`);
  }
}

const readPrivateKey = (der: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(der, 'base64url'), format: 'der', type: 'pkcs8' });

/** Node gives raw keys inside a JSON Web Key, in the very base64url that travels. */
function rawPublicKey(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('A server key is not of the expected kind');
  return x;
}
