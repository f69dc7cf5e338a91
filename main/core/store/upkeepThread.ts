/** The thread behind upkeep.ts. One request after another, each answered once. */
import { parentPort, workerData } from 'node:worker_threads';
import { createError, errorToWire, type WireError } from '../../../shared/base/errors.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { openConnection, type Connection } from './connection.ts';
import { createNameOrder, type NameOrder } from './nameOrder.ts';
import { createHitTest, hitsOf } from './search.ts';
import { readSqliteError } from './sqliteErrors.ts';
import type { NameSearch, SqlValue } from './types.ts';

export type UpkeepTask =
  | { readonly task: 'read'; readonly sql: string; readonly parameters: Readonly<Record<string, SqlValue>> }
  | ({ readonly task: 'search'; readonly changed: ChangedNames } & NameSearch)
  | { readonly task: 'checkpoint' }
  | { readonly task: 'truncate' }
  | { readonly task: 'integrity'; readonly byTable: boolean }
  | { readonly task: 'copy'; readonly target: string }
  | { readonly task: 'stop' };

/** A 1 in the flag, written by the other thread, cancels. */
export type UpkeepRequest = UpkeepTask & { readonly id: number; readonly cancelFlag: Int32Array };

export type UpkeepReply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: WireError };

/** By collection the records that were written since the last search; null: too many to name. */
export type ChangedNames = Readonly<Partial<Record<CollectionName, readonly string[] | null>>>;

const CACHE_MEGABYTES = 16;

/** From here on a search finds so much that the first names of the list are likely among it. */
const DENSE = 60_000;

const orders = new Map<CollectionName, NameOrder>();

let reader: Connection | null = null;
let keeper: Connection | null = null;

function serve(request: UpkeepRequest): unknown {
  switch (request.task) {
    case 'read':
      return readRows((reader ??= open('read')), request.sql, request.parameters, request.cancelFlag);
    case 'search':
      return search((reader ??= open('read')), request);
    case 'checkpoint':
      return (keeper ??= open('write')).pragma('wal_checkpoint(PASSIVE)');
    case 'truncate':
      return (keeper ??= open('write')).pragma('wal_checkpoint(TRUNCATE)');
    case 'integrity':
      reader ??= open('read');
      return request.byTable ? findingsByTable(reader, request.cancelFlag) : findings(reader);
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

function search(
  connection: Connection,
  { changed, collection, match, hidden, rows, parameters, ...window }: UpkeepRequest & { task: 'search' },
): { total: number; rows: unknown[] } {
  for (const [name, known] of orders) {
    const ids = changed[name];
    if (ids !== undefined) known.noteChanged(ids);
  }
  const order = orders.get(collection) ?? createNameOrder(connection, collection);
  orders.set(collection, order);
  const found = hitsOf(collection);
  const [total = 0] = connection.column(`SELECT count(*) FROM (${found})`, { match });
  const hiddenRows = new Set(hidden === undefined ? [] : connection.column(hidden, { match }));
  // Counting costs 36 ns a hit, fetching them 100 ns.
  const isDense = total > DENSE;
  const isHit = createHitTest(connection, collection, match);
  const shown = (): number[] => connection.column(found, { match }).filter((row) => !hiddenRows.has(row));
  const places =
    (isDense ? order.ask((row) => !hiddenRows.has(row) && isHit(row), window) : null) ?? order.window(shown(), window);
  return {
    total: total - hiddenRows.size,
    rows: connection.all(rows, { ...parameters, places: JSON.stringify(places) }),
  };
}

function findings(connection: Connection, of = '50'): string[] {
  const rows = connection.all<{ integrity_check: string }>(`PRAGMA integrity_check(${of})`);
  return rows.map((row) => row.integrity_check).filter((finding) => finding !== 'ok');
}

/** Of each table, with what indexes it: every page that holds something. Free pages, and pages that two tables have in common, are the whole check's alone. */
function findingsByTable(connection: Connection, cancelFlag: Int32Array): string[] {
  const tables = connection.all<{ name: string }>(`SELECT name FROM sqlite_schema WHERE type = 'table'`);
  const found: string[] = [];
  for (const { name } of tables) {
    if (Atomics.load(cancelFlag, 0) === 1) throw createError('cancelled');
    found.push(...findings(connection, `'${name.replaceAll("'", "''")}'`));
  }
  return found;
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
