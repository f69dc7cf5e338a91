/**
 * Opens or creates the encrypted file, and says exactly what is wrong when it cannot: a wrong key, a foreign file, a damaged or lost one.
 * There is no road on which a failure ends in an empty database.
 */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { createError, type PeyvandError } from '../../../shared/base/errors.ts';
import { syncFolder } from '../files/atomicFile.ts';
import { openConnection, WRITER_CACHE, type Connection } from './connection.ts';
import {
  creatingMarker,
  isCreating,
  isKeyOf,
  readMarker,
  readyMarker,
  setAsideBy,
  writeMarker,
  type Marker,
} from './marker.ts';
import { createMeta, type MetaValues } from './meta.ts';
import { migrate, schemaVersionOf } from './migrations/index.ts';
import { takeOpenerLock, type OpenerLock } from './openerLock.ts';
import { isSqliteError, readSqliteError, withStoreErrors } from './sqliteErrors.ts';
import { hasUnfinished, requireWholeLog, scanLog, type LogScan } from './writeAheadLog.ts';

export interface StorePaths {
  readonly directory: string;
  readonly database: string;
  readonly marker: string;
  readonly lock: string;
  /** An empty file, there from opening to closing. */
  readonly opened: string;
  /** An empty file: the log of a store that was not closed was not there any more. */
  readonly logLost: string;
}

export const storePaths = (directory: string): StorePaths => ({
  directory,
  database: join(directory, 'store.db'),
  marker: join(directory, 'store.marker.json'),
  lock: join(directory, 'store.lock'),
  opened: join(directory, 'store.opened'),
  logLost: join(directory, 'store.log-lost'),
});

export interface OpenFile {
  readonly paths: StorePaths;
  readonly writer: Connection;
  readonly lock: OpenerLock;
  /** Goes before the connections close, for the last of them takes the log away. */
  readonly noteClosing: () => void;
}

/**
 * Makes a new store; `fill` writes what it must hold from the start. A store whose creation was cut short holds nothing of anybody and is
 * made again.
 * @param countsLater What is made counts only when somebody says so (replacement.ts).
 * @throws PeyvandError `invalid_input` (`reason: 'store_exists'`), `store_in_use`, `disk_full`.
 */
export function createFile(
  directory: string,
  key: Uint8Array,
  fill: (writer: Connection) => void,
  countsLater = false,
): OpenFile {
  requireKey(key);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const paths = storePaths(directory);
  const lock = takeOpenerLock(paths.lock);
  let writer: Connection | null = null;
  try {
    requireNoStore(paths);
    removeHalfMade(paths);
    writeMarker(paths.marker, creatingMarker(key, setAsideBy(readMarker(paths.marker))));
    writer = openConnection(paths.database, { key, rights: 'create', cacheMegabytes: WRITER_CACHE });
    migrate(writer);
    fill(writer);
    writer.pragma('wal_checkpoint(TRUNCATE)');
    writer.close();
    if (!countsLater) writeMarker(paths.marker, readyMarker(key, firstBytes(paths.database)));
    writer = openConnection(paths.database, { key, rights: 'write', cacheMegabytes: WRITER_CACHE });
    return { paths, writer: prepared(writer), lock, noteClosing: noteOpen(paths) };
  } catch (error) {
    writer?.close();
    lock.release();
    throw readSqliteError(error) ?? error;
  }
}

/** Whose file is asked for: a person's store, or any file of ours (one that holds documents only belongs to nobody). */
export type Owner = 'person' | 'anybody';

/**
 * Opens what is there.
 * @param countsLater One that does not count yet is meant (replacement.ts).
 * @throws PeyvandError `not_found` (no store was ever made here), `wrong_passphrase` (the key is not this store's), `store_damaged` (torn,
 *   flipped or lost although it existed), `store_foreign` (another program's or another store's file), `store_newer`, `store_in_use`.
 */
export function openFile(directory: string, key: Uint8Array, owner: Owner = 'person', countsLater = false): OpenFile {
  requireKey(key);
  const paths = storePaths(directory);
  const marker = readMarker(paths.marker);
  if (isCreating(marker) && !countsLater) throw createError('not_found', { what: 'store' });
  if (!existsSync(paths.database)) {
    if (marker === null) throw createError('not_found', { what: 'store' });
    throw createError('store_damaged', { reason: 'file_missing' });
  }
  const lock = takeOpenerLock(paths.lock);
  let writer: Connection | null = null;
  try {
    requireWritable(paths);
    requireFiles(paths);
    const salt = firstBytes(paths.database);
    const log = scanLog(`${paths.database}-wal`);
    requirePlausible(paths, salt, marker, key);
    requireLog(paths);
    // Before anybody may write: the last writer that closes folds what is whole of the log into the file and takes the rest away.
    if (log.commitFrames.length > 1) probeLog(paths, salt, marker, key, log);
    writer = openOrExplain(paths, salt, marker, key, 'write');
    if (schemaVersionOf(writer) === 0) throw createError('store_foreign', { reason: 'no_schema' });
    requireWhole(paths, writer);
    dropUnfinished(writer, log);
    migrate(writer);
    requireOwner(writer, owner);
    if (marker === null || marker === 'unreadable') writeMarker(paths.marker, readyMarker(key, salt));
    return { paths, writer: prepared(writer), lock, noteClosing: noteOpen(paths) };
  } catch (error) {
    writer?.close();
    lock.release();
    throw readSqliteError(error) ?? error;
  }
}

const PAGE_BYTES = 4_096;
const PLAIN_HEADER = 'SQLite format 3\0';

function prepared(writer: Connection): Connection {
  // Bulk work too: it costs one sync per checkpoint, and lets a damaged log be told from a torn one (writeAheadLog.ts).
  writer.pragma('synchronous = FULL');
  // Checkpoints of the log run in a thread of their own (see upkeep.ts): here one would block a person's save.
  writer.pragma('wal_autocheckpoint = 0');
  writer.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
  return writer;
}

/** @throws PeyvandError `invalid_input` (`reason: 'key_length'`). */
export function requireKey(key: Uint8Array): void {
  if (key.length !== 32) throw createError('invalid_input', { reason: 'key_length' });
}

/** @throws PeyvandError `invalid_input` (`reason: 'store_exists'`) where a store stands that counts. */
function requireNoStore(paths: StorePaths): void {
  const marker = readMarker(paths.marker);
  if (!isCreating(marker) && (marker !== null || existsSync(paths.database)))
    throw createError('invalid_input', { reason: 'store_exists' });
}

/** A store that does not count, as far as it was made. */
export function removeHalfMade({ database, opened, logLost }: StorePaths): void {
  for (const path of [database, `${database}-wal`, `${database}-shm`, opened, logLost]) rmSync(path, { force: true });
}

/** SQLite opens a file that it may only read without a word, and the first save would fail. */
function requireWritable({ database }: StorePaths): void {
  try {
    for (const path of [database, `${database}-wal`])
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    throw createError('store_unwritable', { file: database }, error);
  }
}

/** A folder in the place of one is nothing that could be read. */
function requireFiles({ database }: StorePaths): void {
  for (const path of [database, `${database}-wal`])
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
      throw createError('store_damaged', { reason: 'not_a_file' });
}

/** What the outside of the file tells before any key is tried. */
function requirePlausible(
  paths: StorePaths,
  salt: Buffer,
  marker: Marker | 'unreadable' | null,
  key: Uint8Array,
): void {
  if (statSync(paths.database).size < PAGE_BYTES) throw createError('store_damaged', { reason: 'file_too_short' });
  if (salt.toString('latin1') === PLAIN_HEADER) throw createError('store_foreign', { reason: 'not_encrypted' });
  if (marker !== null && marker !== 'unreadable' && !isKeyOf(marker, key)) throw createError('wrong_passphrase');
}

function probeLog(
  paths: StorePaths,
  salt: Buffer,
  marker: Marker | 'unreadable' | null,
  key: Uint8Array,
  log: LogScan,
): void {
  const reader = openOrExplain(paths, salt, marker, key, 'read');
  try {
    requireWholeLog(reader, log);
  } finally {
    reader.close();
  }
}

function openOrExplain(
  paths: StorePaths,
  salt: Buffer,
  marker: Marker | 'unreadable' | null,
  key: Uint8Array,
  rights: 'read' | 'write',
): Connection {
  try {
    return openConnection(paths.database, { key, rights, cacheMegabytes: WRITER_CACHE });
  } catch (error) {
    if (!isSqliteError(error, 'SQLITE_NOTADB')) throw error;
    throw unreadable(salt, marker, error);
  }
}

/** The key is right as far as the marker knows, and still the first page does not open. */
function unreadable(salt: Buffer, marker: Marker | 'unreadable' | null, cause: unknown): PeyvandError {
  if (marker === null || marker === 'unreadable')
    return createError('store_foreign', { reason: 'not_ours_or_other_key' }, cause);
  const isSameFile = marker.salt === salt.toString('hex');
  return isSameFile
    ? createError('store_damaged', { reason: 'first_page' }, cause)
    : createError('store_foreign', { reason: 'other_store' }, cause);
}

/**
 * A store that was not closed has its log beside it, empty or not: a file without one is an older state, and shown it would pass for all there is. What was
 * found stays so until the log is back, or a repair moved all of it away, for looking into the file makes a new, empty log.
 */
function requireLog(paths: StorePaths): void {
  const size = statSync(`${paths.database}-wal`, { throwIfNoEntry: false })?.size;
  const isGone = existsSync(paths.opened) && size === undefined;
  const wasGone = existsSync(paths.logLost) && (size ?? 0) === 0;
  if (!isGone && !wasGone) return;
  if (isGone) renameSync(paths.opened, paths.logLost);
  throw createError('store_damaged', { reason: 'log_missing' });
}

/** From now on the log must be there. Empty files: on a full disk a store can still be opened and read. */
function noteOpen(paths: StorePaths): () => void {
  if (existsSync(`${paths.database}-wal`)) {
    closeSync(openSync(paths.opened, 'w', 0o600));
    rmSync(paths.logLost, { force: true });
    syncFolder(paths.directory);
  }
  return () => {
    rmSync(paths.opened, { force: true });
    syncFolder(paths.directory);
  };
}

/** A file cut off at its end opens well and fails later, page by page: with nothing in the log its length is known. */
function requireWhole(paths: StorePaths, writer: Connection): void {
  const log = `${paths.database}-wal`;
  if (existsSync(log) && statSync(log).size > 0) return;
  const expected = Number(writer.pragma('page_count')) * PAGE_BYTES;
  if (statSync(paths.database).size < expected) throw createError('store_damaged', { reason: 'file_cut_off' });
}

/**
 * What a power failure left of a commit that was under way stands at the end of the log, under the same salts. Were the next commit cut off too, both would
 * be counted, and a log that lost nothing pass for a damaged one. On a full disk it stays there.
 */
function dropUnfinished(writer: Connection, log: LogScan): void {
  if (!hasUnfinished(writer, log)) return;
  try {
    writer.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isSqliteError(error, 'SQLITE_FULL')) throw error;
  }
}

function requireOwner(writer: Connection, owner: Owner): void {
  const isKept = (key: keyof MetaValues) => withStoreErrors(() => createMeta(writer).get(key)) !== undefined;
  if (isKept('identity')) return;
  if (!isKept('documentsOnly')) throw createError('store_damaged', { reason: 'identity_missing' });
  if (owner === 'person') throw createError('store_foreign', { reason: 'documents_only' });
}

/** The file's salt. Only while no connection is open here: closing a file drops this process's locks on it (POSIX). */
export function firstBytes(path: string): Buffer {
  const bytes = Buffer.alloc(16);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, 16, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}
