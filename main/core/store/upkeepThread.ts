/** The thread behind upkeep.ts. One request after another, each answered once. */
import { parentPort, workerData } from 'node:worker_threads';
import { createError, errorToWire, type WireError } from '../../../shared/base/errors.ts';
import { openConnection, type Connection } from './connection.ts';
import { readSqliteError } from './sqliteErrors.ts';
import type { SqlValue } from './types.ts';

export type UpkeepTask =
  | { readonly task: 'read'; readonly sql: string; readonly parameters: Readonly<Record<string, SqlValue>> }
  | { readonly task: 'checkpoint' }
  | { readonly task: 'truncate' }
  | { readonly task: 'integrity' }
  | { readonly task: 'copy'; readonly target: string }
  | { readonly task: 'stop' };

/** A 1 in the flag, written by the other thread, cancels. */
export type UpkeepRequest = UpkeepTask & { readonly id: number; readonly cancelFlag: Int32Array };

export type UpkeepReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: WireError };

const CACHE_MEGABYTES = 16;

let reader: Connection | null = null;
let keeper: Connection | null = null;

function serve(request: UpkeepRequest): unknown {
  switch (request.task) {
    case 'read':
      return readRows((reader ??= open('read')), request.sql, request.parameters, request.cancelFlag);
    case 'checkpoint':
      return (keeper ??= open('write')).pragma('wal_checkpoint(PASSIVE)');
    case 'truncate':
      return (keeper ??= open('write')).pragma('wal_checkpoint(TRUNCATE)');
    case 'integrity':
      return findings((reader ??= open('read')));
    case 'copy':
      return (reader ??= open('read')).run('VACUUM INTO ?', [request.target]);
    case 'stop':
      reader?.close();
      keeper?.close();
      return null;
  }
}

function open(rights: 'read' | 'write'): Connection {
  const { path, key } = workerData as { path: string; key: Uint8Array };
  return openConnection(path, { key, rights, cacheMegabytes: CACHE_MEGABYTES });
}

function readRows(
  connection: Connection,
  sql: string,
  parameters: Readonly<Record<string, SqlValue>>,
  cancelFlag: Int32Array,
): unknown[] {
  const rows: unknown[] = [];
  for (const row of connection.iterate(sql, parameters)) {
    if (Atomics.load(cancelFlag, 0) === 1) throw createError('cancelled');
    rows.push(row);
  }
  return rows;
}

function findings(connection: Connection): string[] {
  const rows = connection.all<{ integrity_check: string }>('PRAGMA integrity_check(50)');
  return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok');
}

parentPort?.on('message', (request: UpkeepRequest) => {
  try {
    parentPort?.postMessage({ id: request.id, result: serve(request) } satisfies UpkeepReply);
  } catch (error) {
    const known = readSqliteError(error);
    const facts = error instanceof Error ? { reason: error.message } : {};
    parentPort?.postMessage({
      id: request.id,
      error: known ? errorToWire(known) : errorToWire(createError('internal', facts)),
    } satisfies UpkeepReply);
  }
  if (request.task === 'stop') parentPort?.close();
});
