/**
 * Open files that storage instances share: one per folder in this process, by its real path. The record store enters its own here, so that
 * instances on the same folder use its writer and its reader; otherwise the first instance opens the file and the last one closes it.
 */
import { timingSafeEqual } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import type { ApplyParts } from '../applyCheckpoint.ts';
import { openConnection, type Connection } from '../connection.ts';
import { createMeta } from '../meta.ts';
import { createFile, openFile, requireKey, type OpenFile } from '../open.ts';
import { measuredPacing } from '../pacing.ts';
import { readSqliteError } from '../sqliteErrors.ts';
import type { RecordStore } from '../types.ts';
import { createUpkeep } from '../upkeep.ts';
import { createWriter, type Writer } from '../writer.ts';

/** What record instances stand on. */
export interface RecordFloor {
  /** Its commit road, its reads, its change stream. */
  readonly store: RecordStore;
  readonly parts: ApplyParts;
}

export interface SharedFile {
  /** Every transaction goes through it, with its rules of who goes first. */
  readonly writer: Writer;
  /** Sees the last commit; may not write. */
  readonly reader: Connection;
  /** The person's record store on this file; null in a file that holds documents only. */
  readonly records: RecordFloor | null;
}

export interface FileUse {
  readonly file: SharedFile;
  /** The last one to release closes the file, and resolves when that is done. May be called twice. */
  release(): Promise<void>;
}

interface SharedEntry {
  readonly file: SharedFile;
  readonly key: Uint8Array;
  users: number;
  /** null for a file that belongs to a record store, which closes it. */
  readonly close: (() => Promise<void>) | null;
  closing: Promise<void> | null;
}

const entriesByDirectory = new Map<string, SharedEntry>();

/**
 * The file of this folder, opened if need be, made if there never was one.
 * @throws PeyvandError as `openFile` does; `wrong_passphrase` also when it is open here under another key, `file_unreadable` when there can be
 *   no such folder.
 */
export async function useFile(directory: string, key: Uint8Array): Promise<FileUse> {
  requireKey(key);
  const path = madeFolder(directory);
  for (let entry = entriesByDirectory.get(path); entry?.closing; entry = entriesByDirectory.get(path))
    await entry.closing.catch(() => undefined);
  let entry = entriesByDirectory.get(path);
  if (entry && !isSameKey(entry.key, key)) throw createError('wrong_passphrase');
  if (!entry) {
    entry = { ...openDocumentsFile(path, key), key: Uint8Array.from(key), users: 0, closing: null };
    entriesByDirectory.set(path, entry);
  }
  entry.users += 1;
  return { file: entry.file, release: releaseOnce(path, entry) };
}

/** @returns its real path. */
function madeFolder(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return realpathSync(directory);
  } catch (error) {
    throw readSqliteError(error) ?? createError('file_unreadable', { file: directory }, error);
  }
}

/** The record store's own file: open for instances from now on. @returns what ends that, to be called before it is closed. */
export function shareFile(directory: string, key: Uint8Array, file: SharedFile): () => void {
  const path = realpathSync(directory);
  const entry: SharedEntry = { file, key: Uint8Array.from(key), users: 0, close: null, closing: null };
  entriesByDirectory.set(path, entry);
  return () => {
    if (entriesByDirectory.get(path) === entry) entriesByDirectory.delete(path);
    entry.key.fill(0);
  };
}

/** The file of a record store that is open here: for whoever has the store and not its key. */
export function sharedFileOf(store: RecordStore): SharedFile {
  for (const { file } of entriesByDirectory.values()) if (file.records?.store === store) return file;
  throw new Error('The record store is not open');
}

function releaseOnce(path: string, entry: SharedEntry): () => Promise<void> {
  let released: Promise<void> | null = null;
  return () => (released ??= release(path, entry));
}

async function release(path: string, entry: SharedEntry): Promise<void> {
  entry.users -= 1;
  if (entry.users > 0 || !entry.close) return;
  entry.closing = entry.close().finally(() => {
    entriesByDirectory.delete(path);
    entry.key.fill(0);
  });
  await entry.closing;
}

const isSameKey = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Megabytes of page cache. */
const READER_CACHE = 32;

function openDocumentsFile(directory: string, key: Uint8Array): { file: SharedFile; close: () => Promise<void> } {
  const opened = openOrCreate(directory, key);
  const { database } = opened.paths;
  try {
    const reader = openConnection(database, { key, rights: 'read', cacheMegabytes: READER_CACHE });
    const upkeep = createUpkeep({ path: database, key, log: () => undefined });
    const writer = createWriter({
      connection: opened.writer,
      pacing: measuredPacing,
      onRollback: () => undefined,
      onCommit: () => upkeep.afterCommit(),
      syncLog: (isLast) => upkeep.syncLog(isLast),
    });
    return {
      file: { writer, reader, records: null },
      async close() {
        await writer.finish();
        await upkeep.stop();
        opened.noteClosing();
        reader.close();
        opened.writer.close();
        opened.lock.release();
      },
    };
  } catch (error) {
    opened.noteClosing();
    opened.writer.close();
    opened.lock.release();
    throw readSqliteError(error) ?? error;
  }
}

/** A file that this makes belongs to nobody: it holds documents only. A person's may be opened for its documents too. */
function openOrCreate(directory: string, key: Uint8Array): OpenFile {
  try {
    return openFile(directory, key, 'anybody');
  } catch (error) {
    if (!isPeyvandError(error) || error.code !== 'not_found') throw error;
    return createFile(directory, key, (writer) => createMeta(writer).set('documentsOnly', true));
  }
}
