/** PostgreSQL as the server sees it: rows out of a statement, and one kind of transaction. */
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { createError } from '../../shared/base/errors.ts';

export interface Queryable {
  /**
   * Runs one statement (or, without values, a script) and gives its rows. `bigint` columns come as numbers, `numeric` as text.
   * @param handling What the transaction says when left out, else `once`.
   */
  rows<Row extends object = Record<string, unknown>>(
    sql: string,
    values?: readonly unknown[],
    handling?: StatementHandling,
  ): Promise<Row[]>;
}

/**
 * `prepared`: each connection parses and plans the statement once and keeps it, for what runs many times a second. Its text is one of a few,
 * and its plan is right whatever the values: a walk by indexes.
 */
export type StatementHandling = 'once' | 'prepared';

/** A connection inside BEGIN … COMMIT. Another type than `Database`, so that what needs a transaction cannot be called without one. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface Database extends Queryable {
  /**
   * READ COMMITTED. Commits when `work` resolves, rolls back when it throws.
   * @param handling Of its statements, where they do not say it themselves; `once` when left out.
   */
  transaction<Result>(
    work: (transaction: Transaction) => Promise<Result>,
    handling?: StatementHandling,
  ): Promise<Result>;
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
/** A plan that is kept may have been made while the tables were small: it must not be a scan of what is large an hour later. */
const BEGIN_BY_HANDLING: Readonly<Record<StatementHandling, string>> = {
  once: BEGIN,
  prepared: `${BEGIN}; SET LOCAL enable_seqscan = off`,
};

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
  // The database in memory has one session behind all its connections, and keeps statements itself.
  const names = stream ? null : createStatementNames();
  pool.on('error', onConnectionError);
  const listeners = new Set<() => Promise<void>>();

  return {
    async rows(sql, values, handling) {
      const prepared = handling === 'prepared' ? names : null;
      try {
        return await run(pool, prepared, sql, values);
      } catch (error) {
        if (!prepared?.forgetStale(sql, error)) throw error;
        return run(pool, prepared, sql, values);
      }
    },
    transaction: (work, handling = 'once') => transact(pool, names, handling, work, onConnectionError),
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

/** serialization_failure, deadlock_detected and a prepared statement that a migration overtook: run the whole transaction again. */
export function isRetryable(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === '40001' || state === '40P01' || isStale(error);
}

/** "cached plan must not change result type": another version of the server changed a table under a statement that was kept. */
const isStale = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery';

interface StatementNames {
  nameOf(sql: string): string | undefined;
  /** True when the statement failed because it was kept: from now on it has another name, under which it is parsed anew. */
  forgetStale(sql: string, error: unknown): boolean;
}

/** Beyond these many texts no more are kept: each connection keeps all of them. */
const NAMES_MAXIMUM = 200;

function createStatementNames(): StatementNames {
  const namesBySql = new Map<string, string>();
  let given = 0;
  return {
    nameOf(sql) {
      const known = namesBySql.get(sql);
      if (known !== undefined || namesBySql.size >= NAMES_MAXIMUM) return known;
      given += 1;
      namesBySql.set(sql, `peyvand_${given}`);
      return namesBySql.get(sql);
    },
    forgetStale: (sql, error) => isStale(error) && namesBySql.delete(sql),
  };
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
  names: StatementNames | null,
  handling: StatementHandling,
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
    await guard(client.query(BEGIN_BY_HANDLING[handling]));
    const result = await work({
      inTransaction: true,
      async rows(sql, values, own = handling) {
        const prepared = own === 'prepared' ? names : null;
        try {
          return await run(client, prepared, sql, values);
        } catch (error) {
          prepared?.forgetStale(sql, error);
          throw error;
        }
      },
    });
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
  names: StatementNames | null,
  sql: string,
  values?: readonly unknown[],
): Promise<Row[]> {
  const name = values && names?.nameOf(sql);
  const result = await guard(
    name !== undefined
      ? client.query<Row>({ name, text: sql, values: [...(values ?? [])] })
      : values
        ? client.query<Row>(sql, [...values])
        : client.query<Row>(sql),
  );
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
