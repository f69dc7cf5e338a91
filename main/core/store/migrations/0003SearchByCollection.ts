/**
 * Schema version 3: a search index for each record table, whose row numbers are the table's own. One index for everything had to walk the
 * words of a million orders to find a customer, and look every hit up by its id (bench/store/README.md has the profile). The words are
 * derived: they are written anew, by the rules of the day, from the records.
 */
import type { CollectionName } from '../../../../shared/domain/record.ts';
import type { Connection } from '../connection.ts';
import { defaultCatalogue, rowToRecord, tableOf, type RecordRow } from '../recordTables.ts';
import { searchWords } from '../search.ts';

/** As they were when this was shipped. */
const TABLES = [
  'customers',
  'products',
  'stock',
  'opportunities',
  'sales_documents',
  'contracts',
  'activities',
  'organisation',
  'reviews',
] as const;

const indexOf = (table: string): string => `
CREATE VIRTUAL TABLE ${table}_search USING fts5(
  words,
  content = '',
  contentless_delete = 1,
  detail = none,
  prefix = '1 2 3 4',
  tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
);`;

/** For checks and tests: what is in the indexes. id is null for words without a record. */
const documentsOf = (table: string): string =>
  `SELECT '${table}' AS record_table, t.id AS id FROM ${table}_search_docsize d LEFT JOIN ${table} t ON t.rowid = d.id`;

export function searchByCollection(connection: Connection): void {
  connection.exec(`
DROP TABLE search_text;
DROP TABLE search_documents;
${TABLES.map(indexOf).join('')}
CREATE VIEW search_documents AS
${TABLES.map(documentsOf).join('\nUNION ALL ')};`);
  const tables = new Set<string>(TABLES);
  // A collection that came later has no table yet.
  for (const { collection } of defaultCatalogue) if (tables.has(tableOf(collection))) fill(connection, collection);
}

const ROWS_READ = 1_000;

function fill(connection: Connection, collection: CollectionName): void {
  const table = tableOf(collection);
  const next = connection.prepare(`SELECT * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ${ROWS_READ}`);
  const insert = connection.prepare(`INSERT INTO ${table}_search (rowid, words) VALUES (?, ?)`);
  for (let after = 0; ;) {
    const rows = next.all([after]) as (RecordRow & { readonly rowid: number })[];
    for (const row of rows) {
      const words = wordsOf(collection, row);
      if (words !== '') insert.run([row.rowid, words]);
    }
    const last = rows.at(-1);
    if (!last) return;
    after = last.rowid;
  }
}

/** One unreadable body must not keep a person from all the others; the integrity check names it. */
function wordsOf(collection: CollectionName, row: RecordRow): string {
  try {
    return searchWords(defaultCatalogue, rowToRecord(collection, row));
  } catch {
    return '';
  }
}
