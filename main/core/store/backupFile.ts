/**
 * A backup as one file: a head that anybody may read, and a whole copy of the store as encrypted as the store itself
 * (docs/decisions/0021-backups.md).
 *
 *     0  17  `PEYVAND BACKUP 1\n`
 *    17   4  length of the head in bytes, big-endian
 *    21   …  the head, JSON
 *     …   …  the database, under the data key
 *
 * The head carries the keyring as it lay beside the store, which is what makes the file of use on another machine: with the passphrase of that
 * day it opens, without it nothing does.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { accessSync, constants, createReadStream, rmSync, statSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../../../shared/base/canonicalJson.ts';
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import { syncFolder } from '../files/atomicFile.ts';
import { openConnection } from './connection.ts';
import { keyCheckOf } from './marker.ts';
import { createMeta } from './meta.ts';
import { NEWEST_SCHEMA, schemaVersionOf } from './migrations/index.ts';
import { readSqliteError, withStoreErrors } from './sqliteErrors.ts';
import { createUpkeep } from './upkeep.ts';

const headSchema = z.object({
  format: z.literal('peyvand-backup'),
  version: z.literal(1),
  /** Whose store it is. */
  profileId: z.string(),
  createdAt: z.string(),
  made: z.enum(['asked', 'scheduled']),
  schema: z.int(),
  /** Tells the key, as the store's marker does. */
  keyCheck: z.string(),
  /** The text of `keyring.json`. */
  keyring: z.string(),
  database: z.object({ bytes: z.int(), sha256: z.string() }),
  /** HMAC-SHA256 under the data key over the canonical JSON of everything else, hex. */
  seal: z.string(),
});
export type BackupHead = z.infer<typeof headSchema>;

export type BackupStep = 'copying' | 'checking' | 'writing' | 'readingBack';
export type TellBackup = (step: BackupStep, done: number, expected: number) => void;

export interface BackupParts {
  /** Writes the copy: `RecordStore.backUp`. */
  readonly copy: (path: string) => Promise<void>;
  readonly key: Uint8Array;
  /** Must not exist. */
  readonly target: string;
  readonly head: Pick<BackupHead, 'profileId' | 'createdAt' | 'made' | 'keyring'>;
  readonly tell?: TellBackup;
  readonly signal?: AbortSignal;
}

/**
 * The copy is opened and checked before it counts, and what was written is read back. The file appears whole or not at all.
 * @throws PeyvandError `file_unwritable`, `disk_full`, `backup_damaged` (the disk does not keep what is written), `cancelled`, `store_damaged`.
 */
export async function writeBackup(parts: BackupParts): Promise<BackupHead> {
  const { copy, key, target, tell = () => {}, signal } = parts;
  requireFolder(dirname(target));
  const database = `${target}.copying`;
  const unfinished = `${target}.unfinished`;
  const goOn = (): void => {
    if (signal?.aborted) throw createError('cancelled');
  };
  try {
    tell('copying', 0, 0);
    await copy(database);
    goOn();
    tell('checking', 0, 0);
    const schema = await requireSoundStore(database, key, signal);
    goOn();
    const { size: bytes } = statSync(database);
    const sha256 = await hashOf(database, 0);
    const rest = {
      format: 'peyvand-backup',
      version: 1,
      ...parts.head,
      schema,
      keyCheck: keyCheckOf(key),
      database: { bytes, sha256 },
    } as const;
    const head: BackupHead = { ...rest, seal: sealOf(rest, key) };
    const start = headBytes(head);
    await writeContainer(unfinished, start, database, (done) => tell('writing', done, bytes), goOn);
    const readBack = await hashOf(unfinished, start.length, (done) => tell('readingBack', done, bytes));
    if (readBack !== sha256) throw createError('backup_damaged', { reason: 'read_back' });
    goOn();
    await rename(unfinished, target);
    syncFolder(dirname(target));
    return head;
  } catch (error) {
    throw worded(error, dirname(target));
  } finally {
    for (const path of [database, `${database}-wal`, `${database}-shm`, `${database}.unfinished`, unfinished])
      rmSync(path, { force: true });
  }
}

/** @throws PeyvandError `file_unreadable`, `backup_unrecognised`, `backup_newer`, `backup_damaged` (cut off). */
export async function readBackupHead(path: string): Promise<BackupHead> {
  const file = await openToRead(path);
  try {
    return (await readHead(file)).head;
  } finally {
    await file.close();
  }
}

/**
 * Takes the store out of a backup, to a path where there is nothing, and opens it. What fails leaves nothing there.
 * @param signal Ends the check of its pages: what reads them holds the key.
 * @throws PeyvandError as {@link readBackupHead}, `backup_damaged`, `backup_newer`, `disk_full`; `wrong_passphrase` (`reason: 'of_backup'`) for another key.
 */
export async function extractBackup(
  path: string,
  key: Uint8Array,
  target: string,
  signal?: AbortSignal,
): Promise<BackupHead> {
  const file = await openToRead(path);
  try {
    const { head, start } = await readHead(file);
    requireSeal(head, key);
    if (head.schema > NEWEST_SCHEMA) throw createError('backup_newer', { schema: head.schema, known: NEWEST_SCHEMA });
    await copyOut(path, start, target);
    if ((await hashOf(target, 0)) !== head.database.sha256) throw createError('backup_damaged', { reason: 'content' });
    await requireSoundStore(target, key, signal);
    return head;
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(target + suffix, { force: true });
    throw worded(error, dirname(target));
  } finally {
    await file.close();
  }
}

/** Is the backup under this key? Its head says so without being opened. */
export const isUnderKey = (head: BackupHead, key: Uint8Array): boolean => head.keyCheck === keyCheckOf(key);

const MAGIC = Buffer.from('PEYVAND BACKUP 1\n', 'latin1');
const MAGIC_OF_ANY = Buffer.from('PEYVAND BACKUP ', 'latin1');
const HEAD_BYTES_MAXIMUM = 1024 * 1024;

function headBytes(head: BackupHead): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([MAGIC, length, text]);
}

const sealOf = (rest: Omit<BackupHead, 'seal'>, key: Uint8Array): string =>
  createHmac('sha256', key).update('peyvand backup 1 ').update(canonicalJson(rest)).digest('hex');

function requireSeal({ seal, ...rest }: BackupHead, key: Uint8Array): void {
  if (rest.keyCheck !== keyCheckOf(key)) throw createError('wrong_passphrase', { reason: 'of_backup' });
  const expected = Buffer.from(sealOf(rest, key), 'hex');
  const given = Buffer.from(seal, 'hex');
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    throw createError('backup_damaged', { reason: 'head' });
}

async function readHead(file: FileHandle): Promise<{ head: BackupHead; start: number }> {
  const { size } = await file.stat();
  const first = await readAt(file, 0, MAGIC.length + 4);
  if (!first.subarray(0, MAGIC_OF_ANY.length).equals(MAGIC_OF_ANY)) throw createError('backup_unrecognised');
  if (!first.subarray(0, MAGIC.length).equals(MAGIC)) throw createError('backup_newer');
  const length = first.length < MAGIC.length + 4 ? 0 : first.readUInt32BE(MAGIC.length);
  const start = MAGIC.length + 4 + length;
  if (length === 0 || length > HEAD_BYTES_MAXIMUM || start > size)
    throw createError('backup_damaged', { reason: 'head' });
  const head = parseHead((await readAt(file, MAGIC.length + 4, length)).toString('utf8'));
  if (size !== start + head.database.bytes) throw createError('backup_damaged', { reason: 'cut_off' });
  return { head, start };
}

function parseHead(text: string): BackupHead {
  try {
    return headSchema.parse(JSON.parse(text));
  } catch (error) {
    throw createError('backup_damaged', { reason: 'head' }, error);
  }
}

/** @returns its schema. A thread of its own reads every page. */
async function requireSoundStore(path: string, key: Uint8Array, signal?: AbortSignal): Promise<number> {
  const connection = openCopy(path, key);
  let schema: number;
  try {
    schema = schemaVersionOf(connection);
    if (schema > NEWEST_SCHEMA) throw createError('backup_newer', { schema, known: NEWEST_SCHEMA });
    if (schema === 0 || withStoreErrors(() => createMeta(connection).get('identity')) === undefined)
      throw createError('backup_damaged', { reason: 'no_store' });
  } finally {
    connection.close();
  }
  const upkeep = createUpkeep({ path, key, log: () => undefined });
  try {
    const [finding] = await upkeep.integrityFindings(signal);
    if (finding !== undefined) throw createError('backup_damaged', { reason: 'pages' });
  } catch (error) {
    throw isPeyvandError(error) && error.code === 'store_damaged'
      ? createError('backup_damaged', { reason: 'pages' }, error)
      : error;
  } finally {
    await upkeep.stop();
  }
  return schema;
}

function openCopy(path: string, key: Uint8Array) {
  try {
    return openConnection(path, { key, rights: 'read', cacheMegabytes: 8 });
  } catch (error) {
    throw createError('backup_damaged', { reason: 'pages' }, error);
  }
}

async function writeContainer(
  target: string,
  start: Uint8Array,
  database: string,
  tell: (done: number) => void,
  goOn: () => void,
): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  try {
    await file.writeFile(start);
    let done = 0;
    for await (const piece of createReadStream(database, { highWaterMark: PIECE_BYTES })) {
      goOn();
      await file.writeFile(piece as Buffer);
      done += (piece as Buffer).length;
      tell(done);
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

async function copyOut(path: string, start: number, target: string): Promise<void> {
  const file = await open(target, 'wx', 0o600);
  try {
    for await (const piece of createReadStream(path, { start, highWaterMark: PIECE_BYTES }))
      await file.writeFile(piece as Buffer);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** SHA-256, hex, from `start` to the end. */
async function hashOf(path: string, start: number, tell: (done: number) => void = () => {}): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const piece of createReadStream(path, { start, highWaterMark: PIECE_BYTES })) {
    hash.update(piece as Buffer);
    done += (piece as Buffer).length;
    tell(done);
  }
  return hash.digest('hex');
}

const PIECE_BYTES = 1024 * 1024;

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

async function openToRead(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    throw createError('file_unreadable', { file: path, reason: 'backup_unreadable' }, error);
  }
}

/** A folder that is not there is not made: it may be a stick that is not in. */
function requireFolder(folder: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw createError('file_unwritable', { folder }, error);
  }
}

function worded(error: unknown, folder: string): unknown {
  const known = readSqliteError(error);
  if (known) return known;
  const isOfDisk =
    error instanceof Error && 'code' in error && typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code);
  return isOfDisk ? createError('file_unwritable', { folder }, error) : error;
}
