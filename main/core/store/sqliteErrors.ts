/** SQLite's result codes in the family of errors that people are told about. */
import { createError, isPeyvandError, type PeyvandError } from '../../../shared/base/errors.ts';
import { Sqlite } from './sqlite.ts';

/**
 * What an exception of the database means to a person:
 * - `disk_full`: no room, or the disk would not take the bytes. The transaction is gone as a whole.
 * - `store_damaged`: a page fails its authentication or is no page at all (with AEGIS every flipped bit ends here).
 * - `store_in_use`: another process holds the file.
 * - `store_unwritable`: the system does not let us write in it.
 * - `locked` (`reason: 'store_closed'`): the store was closed, as it is when the person locks it.
 * Anything else is a defect and stays as it is.
 */
export function readSqliteError(error: unknown): PeyvandError | null {
  if (isPeyvandError(error)) return error;
  if (error instanceof TypeError && error.message === 'The database connection is not open')
    return createError('locked', { reason: 'store_closed' }, error);
  if (isFullDisk(error)) return createError('disk_full', {}, error);
  if (!(error instanceof Sqlite.SqliteError)) return null;
  const { code } = error;
  if (code === 'SQLITE_FULL' || WRITE_FAILURES.has(code)) return createError('disk_full', { sqlite: code }, error);
  if (isDamage(code)) return createError('store_damaged', { sqlite: code }, error);
  if (code.startsWith('SQLITE_BUSY')) return createError('store_in_use', { sqlite: code }, error);
  if (code.startsWith('SQLITE_READONLY')) return createError('store_unwritable', { sqlite: code }, error);
  if (code === 'SQLITE_CANTOPEN') return createError('disk_full', { sqlite: code }, error);
  return null;
}

/** Throws what `work` throws, worded for people where that is possible. */
export function withStoreErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw readSqliteError(error) ?? error;
  }
}

export const isSqliteError = (error: unknown, code: string): boolean =>
  error instanceof Sqlite.SqliteError && error.code.startsWith(code);

const WRITE_FAILURES = new Set([
  'SQLITE_IOERR_WRITE',
  'SQLITE_IOERR_FSYNC',
  'SQLITE_IOERR_DIR_FSYNC',
  'SQLITE_IOERR_TRUNCATE',
  'SQLITE_IOERR_SHMSIZE',
  'SQLITE_IOERR_SHMOPEN',
  'SQLITE_IOERR_SHMMAP',
  'SQLITE_IOERR',
]);

/** As Node says it, for the small files that are not SQLite's. */
const isFullDisk = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

const isDamage = (code: string): boolean =>
  code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_IOERR');
