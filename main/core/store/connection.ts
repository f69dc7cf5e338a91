/** One connection to the encrypted file, with its prepared statements. Only this folder opens connections. */
import { Sqlite, type SqliteDatabase, type SqliteStatement } from './sqlite.ts';
import type { SqlValue } from './types.ts';

export type SqlParameters = Readonly<Record<string, SqlValue>> | readonly SqlValue[];

export interface Statement {
  run(parameters?: SqlParameters): { changes: number; lastInsertRowid: number | bigint };
  get(parameters?: SqlParameters): unknown;
  all(parameters?: SqlParameters): unknown[];
}

export interface Connection {
  /** Prepared once per text. `:name` or `?` parameters, never both. */
  prepare(sql: string): Statement;
  get<Row>(sql: string, parameters?: SqlParameters): Row | undefined;
  all<Row>(sql: string, parameters?: SqlParameters): Row[];
  /** The numbers of the one column that the query has. */
  column(sql: string, parameters?: SqlParameters): number[];
  run(sql: string, parameters?: SqlParameters): number;
  /** A cursor with a statement of its own; ends with the loop. Nothing may be written on the connection meanwhile. */
  iterate<Row>(sql: string, parameters?: SqlParameters): IterableIterator<Row>;
  exec(sql: string): void;
  pragma(source: string): unknown;
  readonly inTransaction: boolean;
  /** May be called twice. */
  close(): void;
}

export interface ConnectionOptions {
  readonly key: Uint8Array;
  readonly rights: 'create' | 'write' | 'read';
  /** Megabytes of page cache. A writer with little of it spills a large transaction bit by bit, so that its end is short. */
  readonly cacheMegabytes: number;
}

/** Megabytes. Small, so that a large transaction spills as it goes and its COMMIT stays short; with less, bulk loads write every page many times. */
export const WRITER_CACHE = 16;

/**
 * Opens the file and proves the key by reading the schema.
 * @throws SqliteError `SQLITE_NOTADB` for a wrong key or a foreign file.
 */
export function openConnection(path: string, options: ConnectionOptions): Connection {
  const database = new Sqlite(path, {
    readonly: options.rights === 'read',
    fileMustExist: options.rights !== 'create',
    timeout: 5_000,
  });
  try {
    unlock(database, options.key);
    if (options.rights === 'create') database.pragma('auto_vacuum = INCREMENTAL');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    if (options.rights !== 'read') database.pragma('journal_mode = WAL');
    database.pragma(`cache_size = ${-1_024 * options.cacheMegabytes}`);
    database.pragma('temp_store = MEMORY');
    database.pragma('foreign_keys = ON');
    database.pragma('secure_delete = FAST');
    return wrap(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** AEGIS-256 (stated, although it is the cipher's default) with a raw key: no key derivation here. */
function unlock(database: SqliteDatabase, key: Uint8Array): void {
  database.pragma("cipher = 'aegis'");
  database.pragma("algorithm = 'aegis-256'");
  const rawKey = Buffer.concat([Buffer.from('raw:'), key]);
  database.key(rawKey);
  rawKey.fill(0);
}

/**
 * Gives a file that nobody else has open another key, with a new salt. Without a journal: whatever goes wrong leaves a file of no use, so it is done to copies alone, and
 * what came of it is verified.
 */
export function rekeyFile(path: string, key: Uint8Array, newKey: Uint8Array): void {
  const database = new Sqlite(path, { fileMustExist: true });
  const rawKey = Buffer.concat([Buffer.from('raw:'), newKey]);
  try {
    unlock(database, key);
    // In WAL mode the cipher would keep the salt.
    database.pragma('journal_mode = DELETE');
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    if (database.rekey(rawKey) !== 0) throw new Error('The cipher did not take the new key');
  } finally {
    rawKey.fill(0);
    database.close();
  }
}

/** Texts of queries are few; a generated one now and then must not fill memory for ever. */
const STATEMENTS_KEPT = 500;

function wrap(database: SqliteDatabase): Connection {
  const statementsByText = new Map<string, Statement>();

  const prepare = (sql: string): Statement => {
    const known = statementsByText.get(sql);
    if (known) return known;
    const statement = bindable(database.prepare(sql));
    if (statementsByText.size >= STATEMENTS_KEPT) {
      const oldest = statementsByText.keys().next();
      if (!oldest.done) statementsByText.delete(oldest.value);
    }
    statementsByText.set(sql, statement);
    return statement;
  };

  return {
    prepare,
    get: <Row>(sql: string, parameters?: SqlParameters) => prepare(sql).get(parameters) as Row | undefined,
    all: <Row>(sql: string, parameters?: SqlParameters) => prepare(sql).all(parameters) as Row[],
    column: (sql, parameters = []) => database.prepare(sql).pluck().all(parameters) as number[],
    run: (sql, parameters) => prepare(sql).run(parameters).changes,
    iterate: <Row>(sql: string, parameters: SqlParameters = []) =>
      database.prepare(sql).iterate(parameters) as IterableIterator<Row>,
    exec(sql) {
      database.exec(sql);
    },
    pragma: (source) => database.pragma(source, { simple: true }),
    get inTransaction() {
      return database.inTransaction;
    },
    close() {
      statementsByText.clear();
      if (database.open) database.close();
    },
  };
}

function bindable(statement: SqliteStatement): Statement {
  return {
    run: (parameters) => (parameters === undefined ? statement.run() : statement.run(parameters)),
    get: (parameters) => (parameters === undefined ? statement.get() : statement.get(parameters)),
    all: (parameters) => (parameters === undefined ? statement.all() : statement.all(parameters)),
  };
}
