/** Copies of the whole store: encrypted like it, under the same key. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import type { Clock } from '../../../shared/base/clock.ts';
import { openConnection } from './connection.ts';
import { keyCheckOf, writeMarker } from './marker.ts';
import { NEWEST_SCHEMA, schemaVersionOf } from './migrations/index.ts';
import { firstBytes, storePaths } from './open.ts';
import { takeOpenerLock } from './openerLock.ts';
import { isSomethingHere, quarantineStore } from './quarantine.ts';
import { withStoreErrors } from './sqliteErrors.ts';
import type { Upkeep } from './upkeep.ts';

/** Writes a copy of the last commit to a new file; the file appears whole or not at all. Work goes on meanwhile. */
export async function backUp(upkeep: Upkeep, target: string): Promise<void> {
  if (existsSync(target)) throw createError('invalid_input', { reason: 'file_exists' });
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    await upkeep.copyTo(unfinished);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

export interface RestoreOptions {
  readonly directory: string;
  readonly key: Uint8Array;
  readonly backup: string;
  readonly clock: Clock;
}

/**
 * Puts a backup in the place of what is there, which is set aside first. The chain may then be behind what the server knows of this device:
 * the handshake finds out.
 * @throws PeyvandError `store_foreign` (not a store under this key), `store_damaged`, `store_newer`, `store_in_use`.
 */
export function restoreBackup({ directory, key, backup, clock }: RestoreOptions): void {
  requireSound(backup, key);
  const copy = `${storePaths(directory).database}.new`;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  copyFileSync(backup, copy);
  placeStore({ directory, key, database: copy, clock });
}

/**
 * Puts a file that was found sound in the store's place; what was there is set aside first.
 * @returns the folder it was moved to, null when there was nothing.
 * @throws PeyvandError `store_in_use`, `disk_full`.
 */
export function placeStore({
  directory,
  key,
  database,
  clock,
}: Omit<RestoreOptions, 'backup'> & {
  /** On the same disk; it is gone from there afterwards. */
  readonly database: string;
}): string | null {
  const paths = storePaths(directory);
  const setAside = isSomethingHere(directory) ? quarantineStore(directory, clock) : null;
  const lock = takeOpenerLock(paths.lock);
  try {
    // Of a store whose making was cut short.
    for (const path of [`${paths.database}-wal`, `${paths.database}-shm`, paths.opened, paths.logLost])
      rmSync(path, { force: true });
    renameSync(database, paths.database);
    const salt = firstBytes(paths.database).toString('hex');
    writeMarker(paths.marker, { format: 'peyvand-store', state: 'ready', keyCheck: keyCheckOf(key), salt });
    return setAside;
  } finally {
    lock.release();
  }
}

function requireSound(backup: string, key: Uint8Array): void {
  if (!existsSync(backup)) throw createError('not_found', { what: 'backup' });
  const connection = openBackup(backup, key);
  try {
    const schema = schemaVersionOf(connection);
    if (schema > NEWEST_SCHEMA) throw createError('store_newer', { schema, known: NEWEST_SCHEMA });
    const findings = withStoreErrors(() => connection.all<{ integrity_check: string }>('PRAGMA integrity_check(1)'));
    if (findings[0]?.integrity_check !== 'ok') throw createError('store_damaged', { reason: 'backup' });
    if (schema === 0 || !connection.get('SELECT 1 FROM meta WHERE key = ?', ['identity']))
      throw createError('store_foreign', { reason: 'no_schema' });
  } finally {
    connection.close();
  }
}

function openBackup(backup: string, key: Uint8Array) {
  try {
    return openConnection(backup, { key, rights: 'read', cacheMegabytes: 8 });
  } catch (error) {
    throw createError('store_foreign', { reason: 'not_ours_or_other_key' }, error);
  }
}
