/** Small files that are whole or absent, whatever happens in between. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createError } from '../../../shared/base/errors.ts';

/**
 * Writes a file whole or not at all, readable by this account alone, and on the disk when it returns: a file beside it, fsync, rename,
 * fsync of the folder.
 * @throws PeyvandError `disk_full`, `file_unwritable`.
 */
export function writeFileAtomically(path: string, content: string | Uint8Array): void {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}.new`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = openSync(temporary, 'wx', 0o600);
    try {
      // Until all of it is written: one write may take a part, on a disk that is nearly full.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
    syncFolder(folder);
  } catch (error) {
    rmSync(temporary, { force: true });
    if (isNodeError(error, 'ENOSPC') || isNodeError(error, 'EDQUOT')) throw createError('disk_full', {}, error);
    throw isSystemError(error) ? createError('file_unwritable', { file: basename(path) }, error) : error;
  }
}

/**
 * The file's text, null when there is no such file.
 * @throws PeyvandError `file_unreadable` for one that the system does not let us read, or that is none: a folder in its place.
 */
export function readFileIfPresent(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isNodeError(error, 'ENOENT')) return null;
    throw isSystemError(error) ? createError('file_unreadable', { file: basename(path) }, error) : error;
  }
}

/** Makes removals and renames inside a folder last. Windows cannot open a folder to sync it, and does not need to. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** What the system answered, not what we did wrong. */
const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

const isNodeError = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
