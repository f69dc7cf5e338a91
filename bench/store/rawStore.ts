/**
 * The peer: better-sqlite3 used by hand on the same file format, cipher, pragmas, tables and indexes, with everything left out that the
 * store does besides (merging, scopes, staging, read models per key). It also fills the large stores that are only read here.
 */
import { customersCollection } from '../../shared/domain/customers/collection.ts';
import type { CollectionDefinition } from '../../shared/domain/kind.ts';
import type { RecordImage } from '../../shared/domain/record.ts';
import { salesDocumentsCollection } from '../../shared/domain/salesDocuments/collection.ts';
import { searchWords } from '../../main/core/store/search.ts';
import { Sqlite, type SqliteDatabase } from '../../main/core/store/sqlite.ts';

const CATALOGUE = [customersCollection, salesDocumentsCollection];

/** As the store opens its file; `cacheMegabytes` as its writer or reader has. */
export function openRaw(path: string, key: Uint8Array, cacheMegabytes: number): SqliteDatabase {
  const database = new Sqlite(path, { timeout: 5_000 });
  database.pragma("cipher = 'aegis'");
  database.pragma("algorithm = 'aegis-256'");
  database.key(Buffer.concat([Buffer.from('raw:'), key]));
  database.pragma('journal_mode = WAL');
  database.pragma(`cache_size = ${-1_024 * cacheMegabytes}`);
  database.pragma('temp_store = MEMORY');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = FAST');
  database.pragma('synchronous = FULL');
  database.pragma('wal_autocheckpoint = 4000');
  return database;
}

/** Runs `work` in one transaction. */
export function transact(database: SqliteDatabase, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  work();
  database.exec('COMMIT');
}

export interface RawWriter {
  /** The row, a customer's search words, and its place in the scope. Orders are found by their number, which no bench does. */
  insert(record: RecordImage): void;
}

export function createRawWriter(database: SqliteDatabase): RawWriter {
  const insertByCollection = new Map(
    CATALOGUE.map((definition) => [definition.collection, insertStatement(database, definition)]),
  );
  const insertWords = database.prepare('INSERT INTO customers_search (rowid, words) VALUES (?, ?)');
  const insertScope = database.prepare('INSERT INTO record_scopes (collection, id, scope, listed) VALUES (?, ?, ?, 1)');
  return {
    insert(record) {
      const row = insertByCollection.get(record.collection)?.(record);
      if (record.collection === 'customers') insertWords.run(row, searchWords(CATALOGUE, record));
      insertScope.run(record.collection, record.id, record.homeScope);
    },
  };
}

const TABLES: Readonly<Record<string, string>> = { customers: 'customers', salesDocuments: 'sales_documents' };
const ENVELOPE =
  'id, kind, revision, version, deleted, written_at, home_scope, shares, created_by, created_at, updated_by, updated_at, pending';

function insertStatement(database: SqliteDatabase, { collection, columns }: CollectionDefinition) {
  const names = columns.map(({ name }) => name).join(', ');
  const places = columns.map(() => '?').join(', ');
  const statement = database.prepare(
    `INSERT INTO ${TABLES[collection] ?? ''} (${ENVELOPE}, ${names}, body)
     VALUES (?, ?, 1, ?, 0, 0, ?, '[]', ?, ?, ?, ?, 0, ${places}, ?)`,
  );
  return (record: RecordImage): number | bigint => {
    const { id, kind, version, homeScope, createdBy, createdAt, updatedBy, updatedAt, body } = record;
    return statement.run(
      id,
      kind,
      version,
      homeScope,
      createdBy,
      createdAt,
      updatedBy,
      updatedAt,
      ...columns.map((column) => column.value(body, kind)),
      JSON.stringify(body),
    ).lastInsertRowid;
  };
}
