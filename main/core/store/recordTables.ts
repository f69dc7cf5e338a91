/** Reading and writing rows of the record tables: what a record looks like in SQL, once. */
import { collections as knownCollections } from '../../../shared/domain/catalogue.ts';
import type { CollectionDefinition } from '../../../shared/domain/kind.ts';
import type { CollectionName, RecordBody, RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import { liftBody } from '../../../shared/sync/lift.ts';
import type { Connection, Statement } from './connection.ts';
import type { SqlValue } from './types.ts';

/** A row of a record table: the record as shown here. */
export interface StoredRecord extends RecordImage {
  readonly revision: number;
  readonly pending: boolean;
  readonly writtenAt: number;
}

export interface RecordTables {
  read(reference: RecordReference): StoredRecord | null;
  /**
   * Inserts or replaces; the revision counts up, also when the record had gone and comes again while the store is open.
   * @param before The row as it is, null when there is none.
   */
  write(before: StoredRecord | null, record: RecordImage, pending: boolean, writtenAt: number): void;
  /** A record of the server that is not here yet, and the number of its row; null, and nothing is changed, when it is here. */
  insert(record: RecordImage, writtenAt: number): number | null;
  setPending(reference: RecordReference, pending: boolean): void;
  /** Something that is shown of the record without being in its row has changed: the revision counts up. */
  touch(reference: RecordReference): void;
  remove(record: StoredRecord): void;
}

export type Catalogue = readonly CollectionDefinition[];
export const defaultCatalogue: Catalogue = knownCollections;

/** `salesDocuments` lives in `sales_documents`; collections that the catalogue does not know in `other_records`. */
export const tableOf = (collection: CollectionName, catalogue: Catalogue = defaultCatalogue): string =>
  catalogue.some((definition) => definition.collection === collection) ? snakeCase(collection) : 'other_records';

export function createRecordTables(connection: Connection, catalogue: Catalogue): RecordTables {
  const tables = new Map<CollectionName, Table>();
  /** No row that is new from now on begins below it: whoever remembers a record that went knows the one that comes as the newer one. */
  let lowestRevision = 1;
  const tableFor = (collection: CollectionName): Table => {
    const known = tables.get(collection);
    if (known) return known;
    const table = createTable(connection, catalogue, collection);
    tables.set(collection, table);
    return table;
  };
  return {
    read({ collection, id }) {
      const table = tableFor(collection);
      const row = table.read.get([...table.key, id]) as RecordRow | undefined;
      return row ? rowToRecord(collection, row) : null;
    },
    write(before, record, pending, writtenAt) {
      const table = tableFor(record.collection);
      const envelope = recordToValues(record, pending, writtenAt);
      const columns = table.columnValues(record);
      const body = JSON.stringify(record.body);
      const isSameInIndexes =
        before?.kind === record.kind &&
        before.deleted === record.deleted &&
        isSameRow(table.columnValues(before), columns);
      if (isSameInIndexes) {
        const { changes } = table.rewrite.run([...envelope.slice(FIXED_COLUMNS), body, ...table.key, record.id]);
        if (changes > 0) return;
      }
      table.write.run([...table.key, ...envelope, ...columns, body, lowestRevision]);
    },
    insert(record, writtenAt) {
      const table = tableFor(record.collection);
      const { changes, lastInsertRowid } = table.insert.run([
        ...table.key,
        ...recordToValues(record, false, writtenAt),
        ...table.columnValues(record),
        JSON.stringify(record.body),
        lowestRevision,
      ]);
      return changes > 0 ? Number(lastInsertRowid) : null;
    },
    setPending({ collection, id }, pending) {
      const table = tableFor(collection);
      table.setPending.run([pending ? 1 : 0, ...table.key, id]);
    },
    touch({ collection, id }) {
      const table = tableFor(collection);
      table.touch.run([...table.key, id]);
    },
    remove({ collection, id, revision }) {
      const table = tableFor(collection);
      table.remove.run([...table.key, id]);
      // One for the removal itself. A rollback need not take it back.
      lowestRevision = Math.max(lowestRevision, revision + 2);
    },
  };
}

export interface RecordRow {
  readonly id: string;
  readonly kind: string;
  readonly revision: number;
  readonly version: number;
  readonly deleted: number;
  readonly written_at: number;
  readonly home_scope: string | null;
  readonly shares: string;
  readonly created_by: string;
  readonly created_at: string;
  readonly updated_by: string;
  readonly updated_at: string;
  readonly pending: number;
  readonly body: string;
}

export const rowToRecord = (collection: CollectionName, row: RecordRow): StoredRecord => ({
  collection,
  kind: row.kind,
  id: row.id,
  version: row.version,
  homeScope: row.home_scope,
  shares: JSON.parse(row.shares) as string[],
  createdBy: row.created_by,
  createdAt: row.created_at,
  updatedBy: row.updated_by,
  updatedAt: row.updated_at,
  deleted: row.deleted === 1,
  body: liftBody({ collection, kind: row.kind, id: row.id }, JSON.parse(row.body) as RecordBody),
  revision: row.revision,
  pending: row.pending === 1,
  writtenAt: row.written_at,
});

const ENVELOPE_COLUMNS = [
  'id',
  'kind',
  'deleted',
  'version',
  'written_at',
  'home_scope',
  'shares',
  'created_by',
  'created_at',
  'updated_by',
  'updated_at',
  'pending',
];

/** So many of them stay when nothing changes that an index looks at; `deleted` decides what is in an index at all. */
const FIXED_COLUMNS = 3;

/** In the order of ENVELOPE_COLUMNS. */
const recordToValues = (record: RecordImage, pending: boolean, writtenAt: number): SqlValue[] => [
  record.id,
  record.kind,
  record.deleted ? 1 : 0,
  record.version,
  writtenAt,
  record.homeScope,
  JSON.stringify(record.shares),
  record.createdBy,
  record.createdAt,
  record.updatedBy,
  record.updatedAt,
  pending ? 1 : 0,
];

interface Table {
  /** What stands before the id in the key: the collection's name in `other_records`, else nothing. */
  readonly key: readonly string[];
  readonly columnValues: (record: RecordImage) => SqlValue[];
  readonly read: Statement;
  readonly write: Statement;
  /** Leaves the columns and FIXED_COLUMNS as they are. */
  readonly rewrite: Statement;
  readonly insert: Statement;
  readonly setPending: Statement;
  readonly touch: Statement;
  readonly remove: Statement;
}

function createTable(connection: Connection, catalogue: Catalogue, collection: CollectionName): Table {
  const definition = catalogue.find((candidate) => candidate.collection === collection);
  const name = tableOf(collection, catalogue);
  const keyColumns = definition ? ['id'] : ['collection', 'id'];
  const columns = definition?.columns ?? [];
  const written = [
    ...(definition ? [] : ['collection']),
    ...ENVELOPE_COLUMNS,
    ...columns.map((column) => column.name),
    'body',
  ];
  const updated = written.filter((column) => !keyColumns.includes(column));
  const insert = `INSERT INTO ${name} (${written.join(', ')}, revision) VALUES (${written.map(() => '?').join(', ')}, ?)`;
  const where = keyColumns.map((column) => `${column} = ?`).join(' AND ');
  return {
    key: definition ? [] : [collection],
    columnValues: (record) => columns.map((column) => readColumn(() => column.value(record.body, record.kind))),
    read: connection.prepare(`SELECT * FROM ${name} WHERE ${where}`),
    insert: connection.prepare(`${insert} ON CONFLICT DO NOTHING`),
    write: connection.prepare(
      `${insert}
       ON CONFLICT (${keyColumns.join(', ')}) DO UPDATE SET ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}, revision = revision + 1`,
    ),
    // SQLite writes every index anew that has a column named here, changed or not: of most changes that is most of the work.
    rewrite: connection.prepare(
      `UPDATE ${name} SET ${[...ENVELOPE_COLUMNS.slice(FIXED_COLUMNS), 'body'].map((column) => `${column} = ?`).join(', ')}, revision = revision + 1 WHERE ${where}`,
    ),
    setPending: connection.prepare(`UPDATE ${name} SET pending = ?, revision = revision + 1 WHERE ${where}`),
    touch: connection.prepare(`UPDATE ${name} SET revision = revision + 1 WHERE ${where}`),
    remove: connection.prepare(`DELETE FROM ${name} WHERE ${where}`),
  };
}

const isSameRow = (a: readonly SqlValue[], b: readonly SqlValue[]): boolean =>
  a.every((value, place) => Object.is(value, b[place]));

/** A body of a kind that we do not know may defeat a column; it must not hold up all the others. */
function readColumn(value: () => string | number | null): SqlValue {
  try {
    return value();
  } catch {
    return null;
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
