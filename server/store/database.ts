/** PostgreSQL as the server sees it: rows out of a statement, and one kind of transaction. */
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { createError } from '../../shared/base/errors.ts';

export interface Queryable {
  /** Runs one statement (or, without values, a script) and gives its rows. `bigint` columns come as numbers, `numeric` as text. */
  rows<Row extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** A connection inside BEGIN … COMMIT. Another type than `Database`, so that what needs a transaction cannot be called without one. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface Database extends Queryable {
  /** READ COMMITTED. Commits when `work` resolves, rolls back when it throws. */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** Calls back with every payload notified on the channel, by any node, until the returned function is called. Reconnects by itself. */
  listen(channel: string, onPayload: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly connections?: number;
  /** A connection broke while nobody used it, or a listener lost its own. Both are repaired; this is for the log. */
  readonly onConnectionError?: (error: unknown) => void;
  /** A road to the server other than a socket, anew for each connection: the database in memory of the tests (server/testing/memoryPostgres.ts). */
  readonly stream?: () => Duplex;
}

const BIGINT = 20;
/** The first try; each further one waits twice as long, up to the longest: a database that is away for a night must not fill the log. */
const RECONNECT_MILLISECONDS = 500;
const LONGEST_RECONNECT_MILLISECONDS = 30_000;
/**
 * Every set-based statement of a transaction looks up a list of keys by an index. Just after a large load, before PostgreSQL has new
 * statistics, it would rather scan whole tables for them, while locks are held: measured 500 ms instead of 20 for 1,000 keys.
 */
const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off';

/** Does not connect yet. Who opens it closes it. */
export function openDatabase({
  url,
  connections = 10,
  onConnectionError = () => {},
  stream,
}: DatabaseOptions): Database {
  const settings: pg.ClientConfig = {
    connectionString: url,
    application_name: 'peyvand',
    // A transaction that lost its owner must not hold its locks; nothing here waits that long for one.
    idle_in_transaction_session_timeout: 60_000,
    lock_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
    types: { getTypeParser },
    ...(stream ? { stream } : {}),
  };
  const pool = new pg.Pool({ ...settings, max: connections });
  pool.on('error', onConnectionError);
  const listeners = new Set<() => Promise<void>>();

  return {
    rows: (sql, values) => run(pool, sql, values),
    transaction: (work) => transact(pool, work, onConnectionError),
    async listen(channel, onPayload) {
      const stop = await keepListening(settings, channel, onPayload, onConnectionError);
      const stopOnce = async (): Promise<void> => {
        if (listeners.delete(stopOnce)) await stop();
      };
      listeners.add(stopOnce);
      return stopOnce;
    },
    async close() {
      await Promise.all([...listeners].map((stop) => stop()));
      await pool.end();
    },
  };
}

/** The five-letter SQLSTATE of a failed statement, null for anything else that was thrown. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null;
}

/** serialization_failure and deadlock_detected: run the whole transaction again. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01';
}

/** The database could not be reached or the connection broke: nothing is known about what was asked of it. */
export class DatabaseUnavailable extends Error {
  constructor(cause: unknown) {
    super('The database is not available', { cause });
  }
}

/** Away, starting, stopping, or out of room: try again later, unchanged. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || /^(08|53|57|58)/.test(sqlStateOf(error) ?? '');
}

async function transact<Result>(
  pool: pg.Pool,
  work: (transaction: Transaction) => Promise<Result>,
  onConnectionError: (error: unknown) => void,
): Promise<Result> {
  const client = await guard(pool.connect());
  let broken: unknown;
  // The pool listens to idle connections alone: one that breaks between two statements would end the whole process.
  const onError = (error: unknown): void => {
    broken = error;
    onConnectionError(error);
  };
  client.on('error', onError);
  try {
    await guard(client.query(BEGIN));
    const result = await work({ inTransaction: true, rows: (sql, values) => run(client, sql, values) });
    const { command } = await guard(client.query('COMMIT'));
    // Of a transaction that had failed before, COMMIT makes a ROLLBACK and calls it a success.
    if (command !== 'COMMIT') throw new Error('A statement failed and the transaction went on');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((rollbackError: unknown) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken !== undefined);
  }
}

async function run<Row extends object>(
  client: pg.Pool | pg.PoolClient,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const result = await guard(values ? client.query<Row>(sql, [...values]) : client.query<Row>(sql));
  // A script of several statements gives a result for each.
  return Array.isArray(result) ? [] : result.rows;
}

/** What PostgreSQL says about a statement passes; everything else that can happen here is a connection that failed. */
async function guard<Result>(promise: Promise<Result>): Promise<Result> {
  try {
    return await promise;
  } catch (error) {
    throw error instanceof pg.DatabaseError ? error : new DatabaseUnavailable(error);
  }
}

/** A connection of its own, replaced when it breaks: notifications of the gap are lost, which pokes allow. */
async function keepListening(
  settings: pg.ClientConfig,
  channel: string,
  onPayload: (payload: string) => void,
  onConnectionError: (error: unknown) => void,
): Promise<() => Promise<void>> {
  let stopped = false;
  let current: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let pause = RECONNECT_MILLISECONDS;

  const connect = async (): Promise<void> => {
    const client = new pg.Client({ ...settings, keepAlive: true });
    client.on('notification', ({ payload }) => onPayload(payload ?? ''));
    client.on('error', onConnectionError);
    await client.connect();
    await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    if (stopped) return client.end();
    client.on('end', reconnectLater);
    current = client;
    pause = RECONNECT_MILLISECONDS;
  };
  const reconnectLater = (): void => {
    current = null;
    if (stopped) return;
    timer = setTimeout(() => {
      connect().catch((error: unknown) => {
        onConnectionError(error);
        reconnectLater();
      });
    }, pause);
    pause = Math.min(pause * 2, LONGEST_RECONNECT_MILLISECONDS);
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await current?.end();
  };
}

/** `bigint` as a number: sequences and counts stay far below 2^53, and one that does not is a defect to hear of. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): (text: string) => unknown {
  if (oid === BIGINT) return textToInteger;
  return pg.types.getTypeParser(oid, format === 'binary' ? 'text' : format) as (text: string) => unknown;
}

function textToInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw createError('internal', { reason: 'integer_too_large' });
  return value;
}
