/** The thread behind rekey.ts. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { createError, errorToWire, type WireError } from '../../../shared/base/errors.ts';
import { openConnection, rekeyFile, type Connection } from './connection.ts';
import type { RekeyStep } from './rekey.ts';
import { readSqliteError } from './sqliteErrors.ts';

export interface RekeyTask {
  readonly source: string;
  readonly target: string;
  readonly key: Uint8Array<ArrayBuffer>;
  readonly newKey: Uint8Array<ArrayBuffer>;
}

export type RekeyMessage = { readonly step: RekeyStep } | { readonly done: true } | { readonly error: WireError };

const CACHE_MEGABYTES = 16;

function copy({ source, target, key, newKey }: RekeyTask): void {
  const original = openConnection(source, { key, rights: 'write', cacheMegabytes: CACHE_MEGABYTES });
  try {
    original.pragma('wal_checkpoint(TRUNCATE)');
    original.run('VACUUM INTO ?', [target]);
    say({ step: 'copied' });
    rekeyFile(target, key, newKey);
    syncFile(target);
    say({ step: 'rekeyed' });
    verify(original, target, newKey);
    say({ step: 'verified' });
  } finally {
    original.close();
  }
}

function verify(original: Connection, target: string, newKey: Uint8Array): void {
  const made = openConnection(target, { key: newKey, rights: 'read', cacheMegabytes: CACHE_MEGABYTES });
  try {
    const findings = made.all<{ integrity_check: string }>('PRAGMA integrity_check(1)');
    if (findings[0]?.integrity_check !== 'ok') throw createError('store_damaged', { reason: 'copy' });
    if (logicalDigest(original) !== logicalDigest(made)) throw createError('store_damaged', { reason: 'copy' });
  } finally {
    made.close();
  }
}

/**
 * Says what a file holds whatever its pages are: the schema, the numbers that SQLite keeps for us, and every row of every table (those behind the search index among
 * them). The order of rows counts for nothing: a copy may number them anew where nobody named a key.
 */
function logicalDigest(connection: Connection): string {
  const digest = createHash('sha256');
  for (const name of ['user_version', 'application_id', 'auto_vacuum', 'encoding'])
    digest.update(`${name}=${String(connection.pragma(name))}\n`);
  const schema = connection.all<{ type: string; name: string; sql: string | null }>(
    'SELECT type, name, sql FROM sqlite_schema ORDER BY type, name',
  );
  for (const { type, name, sql } of schema) {
    digest.update(JSON.stringify([type, name, sql]));
    // What a virtual table shows lies in ordinary ones.
    if (type === 'table' && !/^\s*CREATE VIRTUAL/i.test(sql ?? '')) digest.update(rowsDigest(connection, name));
  }
  return digest.digest('hex');
}

/** The number of rows, and the sum modulo 2²⁵⁶ of their hashes: as good as an ordered hash against chance and faults, which is what it is for. */
function rowsDigest(connection: Connection, table: string): string {
  const columns = connection
    .all<{ name: string }>('SELECT name FROM pragma_table_info(?)', [table])
    .map(({ name }) => `quote(${quoted(name)})`);
  let count = 0;
  let sum = 0n;
  const rows = connection.iterate<{ row: string }>(
    `SELECT ${columns.join(` || ',' || `)} AS row FROM ${quoted(table)}`,
  );
  for (const { row } of rows) {
    count += 1;
    sum = BigInt.asUintN(256, sum + BigInt(`0x${createHash('sha256').update(row).digest('hex')}`));
  }
  return `${count}:${sum.toString(16)}\n`;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function say(message: RekeyMessage): void {
  parentPort?.postMessage(message);
}

const task = workerData as RekeyTask;
try {
  copy(task);
  say({ done: true });
} catch (error) {
  const known = readSqliteError(error);
  say({ error: errorToWire(known ?? createError('internal', { reason: error instanceof Error ? error.name : '' })) });
} finally {
  task.key.fill(0);
  task.newKey.fill(0);
}
