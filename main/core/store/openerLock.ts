/**
 * One opener per store, across processes. The lock is the operating system's, held through an empty SQLite file beside the store, so it
 * ends with the process however that dies. (Locking the store itself would shut out its own readers.)
 */
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';
import { isSqliteError, readSqliteError } from './sqliteErrors.ts';
import { Sqlite, type SqliteDatabase } from './sqlite.ts';

export interface OpenerLock {
  release(): void;
}

/**
 * @throws PeyvandError `store_in_use`, `store_damaged` (the lock file holds something else), `disk_full` (it cannot be made),
 *   `store_unwritable` (the system lets us into neither the file nor the folder).
 */
export function takeOpenerLock(path: string): OpenerLock {
  const database = openLockFile(path);
  try {
    // Without a journal beside it, nothing at all is written: on a full disk the store can still be opened and read.
    database.pragma('journal_mode = MEMORY');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isSqliteError(error, 'SQLITE_BUSY')) throw createError('store_in_use', {}, error);
    throw readSqliteError(error) ?? error;
  }
  return {
    release() {
      if (database.open) database.close();
    },
  };
}

function openLockFile(path: string): SqliteDatabase {
  try {
    return new Sqlite(path, { timeout: 0 });
  } catch (error) {
    if (isSqliteError(error, 'SQLITE_CANTOPEN') && (existsSync(path) || !isWritable(dirname(path))))
      throw createError('store_unwritable', { folder: dirname(path) }, error);
    throw readSqliteError(error) ?? error;
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
