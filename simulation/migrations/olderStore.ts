/**
 * A person's store as an older program would have left it with the same work in it: its tables are made by that program's own migrations,
 * and filled with everything that the store of today has a place for there.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openConnection, type Connection } from '../../main/core/store/connection.ts';
import { keyCheckOf, writeMarker } from '../../main/core/store/marker.ts';
import { migrate, NEWEST_SCHEMA } from '../../main/core/store/migrations/index.ts';
import { firstBytes, storePaths } from '../../main/core/store/open.ts';
import { defaultCatalogue, rowToRecord, tableOf, type RecordRow } from '../../main/core/store/recordTables.ts';
import { searchWords } from '../../main/core/store/search.ts';
import type { RecordStore } from '../../main/core/store/index.ts';
import { copySealed } from '../carrier.ts';
import type { Choice } from '../choice.ts';

/** What the store learns again by itself: an older program has nothing in its place, and misses nothing. */
const LEARNT_AGAIN = new Set(['outbox_covered', 'search_documents', 'sqlite_sequence']);
/** Read models that are filled out of the records by the migration that made them. */
const FILLED_BY_MIGRATION = new Set(['customer_match_keys', 'customer_links']);
/** Columns of the tables of records, by table. */
const READ_FROM_BODIES = new Map(
  defaultCatalogue.map(({ collection, columns }) => [tableOf(collection), columns.map(({ name }) => name)]),
);
/** Since then the words that are searched for stand in tables beside the records'. Earlier ones are thrown away by that migration. */
const SEARCH_BY_COLLECTION = 3;

export interface OlderStoreOptions {
  /** A copy of a store's folder that nobody else uses; it is used up. */
  readonly from: string;
  readonly key: Uint8Array;
  readonly parentDirectory: string;
  readonly choice: Pick<Choice, 'integer'>;
}

/** @returns null when an older program had no place for what is in the store. */
export function writeOlderStore(options: OlderStoreOptions): {
  readonly directory: string;
  readonly schema: number;
} | null {
  const { from, key, parentDirectory, choice } = options;
  const source = openConnection(storePaths(from).database, { key, rights: 'write', cacheMegabytes: 2 });
  try {
    const schema = 1 + choice.integer(NEWEST_SCHEMA - 1);
    for (let wanted = schema; wanted < NEWEST_SCHEMA; wanted += 1) {
      const directory = mkdtempSync(join(parentDirectory, 'peyvand-device-'));
      if (writeAs(wanted, source, options, directory)) return { directory, schema: wanted };
      rmSync(directory, { recursive: true });
    }
    return null;
  } finally {
    source.close();
    rmSync(from, { recursive: true });
  }
}

function writeAs(schema: number, source: Connection, { from, key }: OlderStoreOptions, directory: string): boolean {
  let isWhole = true;
  writeStore(schema, { directory, key }, (older) => {
    const columnsByTable = new Map(tablesOf(older).map((table) => [table, columnsOf(older, table)]));
    isWhole = tablesOf(source).every((table) => hasPlace(source, table, columnsByTable.get(table)));
    if (isWhole) for (const [table, columns] of columnsByTable) copyRows(source, older, table, columns);
    older.run(`DELETE FROM meta WHERE ${SAID_OF_PROGRAM}`);
  });
  // It lies beside the store, whatever program wrote that.
  copySealed(from, directory);
  return isWhole;
}

/** A store of that schema. @param fill writes its rows; words that are searched for follow from them. */
export function writeStore(
  schema: number,
  { directory, key }: { readonly directory: string; readonly key: Uint8Array },
  fill: (connection: Connection) => void,
): void {
  const { database, marker } = storePaths(directory);
  const connection = openConnection(database, { key, rights: 'create', cacheMegabytes: 2 });
  try {
    migrate(connection, schema);
    connection.pragma('foreign_keys = OFF');
    connection.exec('BEGIN');
    fill(connection);
    if (schema >= SEARCH_BY_COLLECTION) writeWords(connection);
    connection.exec('COMMIT');
  } finally {
    connection.close();
  }
  const salt = firstBytes(database).toString('hex');
  writeMarker(marker, { format: 'peyvand-store', state: 'ready', keyCheck: keyCheckOf(key), salt });
}

/** Tables of rows; those that search makes for itself are none. */
export const tablesOf = (connection: Pick<Connection, 'all'>): string[] =>
  connection
    .all<{ name: string }>(
      `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .flatMap(({ name }) => (LEARNT_AGAIN.has(name) ? [] : name));

interface Column {
  readonly name: string;
  readonly default: string | null;
}

const columnsOf = (connection: Connection, table: string): Column[] =>
  connection.all<Column>(`SELECT name, dflt_value AS "default" FROM pragma_table_info(:table)`, { table });

/** Whatever is in it stands in the older table too, is what any row begins with, or is read out of the body by the migration that made the column. */
function hasPlace(source: Connection, table: string, known: readonly Column[] | undefined): boolean {
  if (known === undefined && FILLED_BY_MIGRATION.has(table)) return true;
  const names = new Set([...(known?.map(({ name }) => name) ?? []), ...(READ_FROM_BODIES.get(table) ?? [])]);
  const more = columnsOf(source, table).filter(({ name }) => !names.has(name));
  const condition = known
    ? more.map((column) => `${column.name} IS NOT ${column.default ?? 'NULL'}`).join(' OR ') || 'false'
    : 'true';
  return source.get(`SELECT 1 FROM ${table} WHERE ${condition} LIMIT 1`) === undefined;
}

function copyRows(source: Connection, older: Connection, table: string, columns: readonly Column[]): void {
  const here = new Set(columnsOf(source, table).map(({ name }) => name));
  const names = columns.map(({ name }) => name).filter((name) => here.has(name));
  if (names.length === 0) return;
  const insert = older.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
  );
  for (const row of source.all<Record<string, string | number | null>>(`SELECT ${names.join(', ')} FROM ${table}`))
    insert.run(row);
}

function writeWords(older: Connection): void {
  const tables = new Set(tablesOf(older));
  for (const { collection } of defaultCatalogue) {
    const table = tableOf(collection);
    if (!tables.has(table)) continue;
    const insert = older.prepare(`INSERT INTO ${table}_search (rowid, words) VALUES (:rowid, :words)`);
    for (const row of older.all<RecordRow & { readonly rowid: number }>(`SELECT * FROM ${table}`)) {
      const words = searchWords(defaultCatalogue, rowToRecord(collection, row));
      if (words !== '') insert.run({ rowid: row.rowid, words });
    }
  }
}

/** Which kinds the program knew that had the store last: earlier ones said nothing of it. */
const SAID_OF_PROGRAM = `key = 'knownKinds'`;

/** All rows of all tables, as texts. @param columns Of tables that are looked at only in part. */
export function contentOf(
  { read }: Pick<RecordStore, 'read'>,
  columns: ReadonlyMap<string, readonly string[]> = new Map(),
): ReadonlyMap<string, string> {
  const rowsOf = (table: string): string =>
    read
      .all(
        `SELECT ${columns.get(table)?.join(', ') ?? '*'} FROM ${table}${table === 'meta' ? ` WHERE NOT (${SAID_OF_PROGRAM})` : ''}`,
      )
      .map((row) => JSON.stringify(row))
      .toSorted()
      .join('\n');
  return new Map(tablesOf(read).map((table) => [table, rowsOf(table)]));
}

/**
 * A first fill makes its read models at its end, but for those of what is saved meanwhile: a migration that comes before makes them sooner, which changes
 * nothing that was there.
 * @param isFilling Whether the first fill is still to end.
 */
export function changedTables(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  { isFilling = false }: { readonly isFilling?: boolean } = {},
): string[] {
  return [...before].flatMap(([table, rows]) => {
    const now = after.get(table);
    if (now === rows) return [];
    const isMade = FILLED_BY_MIGRATION.has(table) && (isFilling || rows === '');
    const kept = new Set(now?.split('\n'));
    return isMade && (rows === '' || rows.split('\n').every((row) => kept.has(row))) ? [] : [table];
  });
}
