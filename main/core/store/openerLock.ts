/**
 * One opener per store, across processes. The lock is the operating system's, held through an empty SQLite file beside the store, so it
 * ends with the process however that dies. (Locking the store itself would shut out its own readers.)
 */
import { createError } from '../../../shared/base/errors.ts';
import { isSqliteError, readSqliteError } from './sqliteErrors.ts';
import { Sqlite } from './sqlite.ts';

export interface OpenerLock {
  release(): void;
}

/** @throws PeyvandError `store_in_use`, `store_damaged` (the lock file holds something else), `disk_full` (it cannot be made). */
export function takeOpenerLock(path: string): OpenerLock {
  const database = new Sqlite(path, { timeout: 0 });
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
