/** Which tables of documents there are, and the making, changing and dropping of them. */
import type { Connection } from '../../connection.ts';
import type { SqlValue } from '../../types.ts';
import type { SharedFile } from '../sharedFile.ts';
import { toSortableText } from '../sortableText.ts';
import { removeAttachmentsOfTable } from './attachments.ts';
import { createTable, isAfter, type DocumentRow, type DocumentTable, type Place } from './documentTable.ts';
import { tableDefinition, tableName, type TableShape } from './tableShape.ts';

/** A collection of a database in one version of its schema has a table of its own. */
export interface TableKey {
  readonly databaseName: string;
  readonly collectionName: string;
  readonly version: number;
}

const openTablesByFile = new WeakMap<SharedFile, Map<string, Promise<DocumentTable>>>();

/** The table, made when there is none; one object for all instances on this file. */
export async function openTable(file: SharedFile, key: TableKey, shape: TableShape): Promise<DocumentTable> {
  const tables = openTablesOf(file);
  const name = nameOf(key);
  const before = tables.get(name);
  const known = await before?.catch(() => undefined);
  if (known && isSameShape(known.shape, shape)) return known;
  if (tables.get(name) !== before) return openTable(file, key, shape);

  const opening = file.writer.commit(() => findOrMake(file.writer.connection, key, shape));
  tables.set(name, opening);
  try {
    const table = await opening;
    // Whoever holds it with another shape would write rows that no longer fit.
    if (known) known.isRemoved = true;
    return table;
  } catch (error) {
    if (tables.get(name) === opening) tables.delete(name);
    throw error;
  }
}

/** Drops the table with everything in it and gives its pages back. */
export async function removeTable(file: SharedFile, key: TableKey, table: DocumentTable): Promise<void> {
  const { writer } = file;
  const tables = openTablesOf(file);
  await writer.commit(() => {
    const { connection } = writer;
    removeAttachmentsOfTable(connection, table.number);
    connection.exec(`DROP TABLE ${tableName(table.number)}`);
    connection.run('DELETE FROM document_tables WHERE number = ?', [table.number]);
    // Whoever is next in the queue finds it gone; should the commit fail, it is found again by its name.
    table.isRemoved = true;
    tables.delete(nameOf(key));
  });
  await vacuum(file);
}

/** Notes what later openings cannot read off the rows; inside the transaction that made it so. */
export function noteTable(writer: Connection, { number, otherPaths, high, lateCount }: DocumentTable): void {
  writer.run(
    'UPDATE document_tables SET other_paths = ?, high_written_at = ?, high_id = ?, late_count = ? WHERE number = ?',
    [JSON.stringify([...otherPaths]), high.writtenAt, high.id, lateCount, number],
  );
}

const openTablesOf = (file: SharedFile): Map<string, Promise<DocumentTable>> => {
  const known = openTablesByFile.get(file);
  if (known) return known;
  const tables = new Map<string, Promise<DocumentTable>>();
  openTablesByFile.set(file, tables);
  return tables;
};

const nameOf = ({ databaseName, collectionName, version }: TableKey): string =>
  JSON.stringify([databaseName, collectionName, version]);

const isSameShape = (a: TableShape, b: TableShape): boolean => JSON.stringify(a) === JSON.stringify(b);

interface RegistryRow {
  readonly number: number;
  readonly shape: string;
  readonly other_paths: string;
  readonly high_written_at: number | null;
  readonly high_id: string | null;
  readonly late_count: number;
}

function findOrMake(writer: Connection, key: TableKey, shape: TableShape): DocumentTable {
  const parameters = [toSortableText(key.databaseName), toSortableText(key.collectionName), key.version];
  const row = writer.get<RegistryRow>(
    'SELECT * FROM document_tables WHERE database_name = ? AND collection_name = ? AND schema_version = ?',
    parameters,
  );
  if (!row) return makeTable(writer, parameters, shape);
  const known = JSON.parse(row.shape) as TableShape;
  if (!isSameShape(known, shape)) return makeAnew(writer, row, shape);
  return createTable(writer, {
    number: row.number,
    shape,
    otherPaths: JSON.parse(row.other_paths) as string[],
    high: highestOf(writer, row),
    lateCount: row.late_count,
  });
}

const LOWEST: Place = { writtenAt: -Infinity, id: '' };

function makeTable(writer: Connection, key: readonly SqlValue[], shape: TableShape): DocumentTable {
  const made = writer.prepare(
    `INSERT INTO document_tables (database_name, collection_name, schema_version, shape, other_paths) VALUES (?, ?, ?, ?, '[]')`,
  );
  const number = Number(made.run([...key, JSON.stringify(shape)]).lastInsertRowid);
  const { table, indexes } = tableDefinition(number, shape);
  writer.exec(`${table}; ${indexes}`);
  return createTable(writer, { number, shape, otherPaths: [], high: LOWEST, lateCount: 0 });
}

/** The same documents in a table of another shape: the schema has other indexes than when the table was made. */
function makeAnew(writer: Connection, row: RegistryRow, shape: TableShape): DocumentTable {
  const old = tableName(row.number);
  const high = highestOf(writer, row);
  const { table: definition, indexes } = tableDefinition(row.number, shape);
  writer.exec(`ALTER TABLE ${old} RENAME TO ${old}_old`);
  for (const index of writer.all<{ name: string }>(
    `SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`,
    [`${old}_old`],
  ))
    writer.exec(`DROP INDEX ${index.name}`);
  writer.exec(definition);
  const table = createTable(writer, { number: row.number, shape, otherPaths: [], high, lateCount: row.late_count });
  const read = writer.prepare(`SELECT rowid, late, body FROM ${old}_old WHERE rowid > ? ORDER BY rowid LIMIT 1000`);
  let last = 0;
  for (;;) {
    const rows = read.all([last]) as (DocumentRow & { rowid: number; late: number | null })[];
    for (const { rowid, late, body } of rows) {
      table.statements.insert.run(table.rowOf(JSON.parse(body) as object, late));
      last = rowid;
    }
    if (rows.length === 0) break;
  }
  writer.exec(`DROP TABLE ${old}_old; ${indexes}`);
  writer.run('UPDATE document_tables SET shape = ? WHERE number = ?', [JSON.stringify(shape), row.number]);
  noteTable(writer, table);
  return table;
}

function highestOf(writer: Connection, row: RegistryRow): Place {
  const newest = writer.get<{ written_at: number; id: string }>(
    `SELECT written_at, id FROM ${tableName(row.number)} ORDER BY written_at DESC, id DESC LIMIT 1`,
  );
  const held = newest ? { writtenAt: newest.written_at, id: newest.id } : LOWEST;
  if (row.high_written_at === null) return held;
  const noted = { writtenAt: row.high_written_at, id: row.high_id ?? '' };
  return isAfter(noted, held) ? noted : held;
}

/** In small transactions, so that nobody waits long; a running job is not worth stopping for it. */
async function vacuum({ writer }: SharedFile): Promise<void> {
  let free = Number(writer.connection.pragma('freelist_count'));
  while (free > 0) {
    writer.write(() => writer.connection.exec(`PRAGMA incremental_vacuum(${PAGES_VACUUMED})`));
    const left = Number(writer.connection.pragma('freelist_count'));
    if (left >= free) return;
    free = left;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const PAGES_VACUUMED = 2_000;
