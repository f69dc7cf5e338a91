/** Puts a backup's rows into an empty schema and sees that they are what was written: a real restore, and the trial of one, take this road. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Database, Transaction } from '../store/database.ts';
import { migrate, readMigrations } from '../store/migrate.ts';
import { BackupDamaged, fileOfTable, type Manifest } from './manifest.ts';
import { listTables, readTableState, SET_TIME_ZONE } from './tables.ts';

/** Of JSON, sent in one statement. */
const BYTES_AT_ONCE = 4_000_000;
/** Characters. A record may have 4 MB, and escapes make several of one. */
const LINE_MAXIMUM = 64_000_000;

/**
 * @param database its schema has no tables yet.
 * @param finish within the transaction that loads, so that nobody meets what is only half restored.
 * @throws BackupDamaged when what was loaded is not what the manifest says; nothing of it stays then but empty tables.
 */
export async function loadBackup(
  database: Database,
  directory: string,
  manifest: Manifest,
  finish: (transaction: Transaction) => Promise<void> = async () => {},
): Promise<void> {
  await migrateTo(database, manifest);
  await database.transaction(async (transaction) => {
    await transaction.rows(SET_TIME_ZONE);
    const tables = await listTables(transaction);
    const named = new Set(manifest.tables.map(({ name }) => name));
    if (tables.length !== named.size || tables.some((table) => !named.has(table)))
      throw new BackupDamaged('The backup does not have the tables of its version.');
    // What migrations put in is in the backup too.
    await transaction.rows(`TRUNCATE ${tables.join(', ')}`);
    for (const table of tables) await loadTable(transaction, table, join(directory, fileOfTable(table)));
    for (const { name, rows, content } of manifest.tables) {
      const found = await readTableState(transaction, name);
      if (found.rows !== rows || found.content !== content)
        throw new BackupDamaged(`The backup is not whole: ${name} has ${found.rows} rows of ${rows}, or other ones.`);
    }
    await continueIdentities(transaction);
    await finish(transaction);
  });
}

/** To the version that the backup is of. @throws Error when this program does not know that version. */
async function migrateTo(database: Database, manifest: Manifest): Promise<void> {
  const known = await readMigrations();
  const wanted = known.slice(0, manifest.migrations.length);
  if (wanted.length < manifest.migrations.length)
    throw new Error('The backup is of a newer Peyvand. Use that version, or a newer one.');
  await migrate(database, wanted);
  const made = await database.rows<{ hash: string }>('SELECT hash FROM migrations ORDER BY number');
  if (made.some(({ hash }, index) => hash !== manifest.migrations[index]?.hash))
    throw new Error('The backup is of another program than this one: its tables were made differently.');
}

async function loadTable(transaction: Transaction, table: string, path: string): Promise<void> {
  const insert = async (lines: readonly string[]): Promise<void> => {
    if (lines.length === 0) return;
    // Never parsed here: numbers and texts arrive as PostgreSQL wrote them.
    await transaction.rows(
      `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`,
      [`[${lines.join(',')}]`],
    );
  };
  let lines: string[] = [];
  let bytes = 0;
  for await (const line of readLines(path)) {
    lines.push(line);
    bytes += line.length;
    if (bytes < BYTES_AT_ONCE) continue;
    await insert(lines);
    lines = [];
    bytes = 0;
  }
  await insert(lines);
}

/** Ends lines at a line feed alone: what `node:readline` takes for an end besides (U+2028) may stand in what people type. */
async function* readLines(path: string): AsyncGenerator<string> {
  const file = createReadStream(path);
  const unpacked = file.pipe(createGunzip());
  // A pipe does not pass errors on: without this a file that cannot be read would be waited for without end.
  file.on('error', (error) => unpacked.destroy(error));
  let rest = '';
  for await (const text of unpacked.setEncoding('utf8')) {
    // What came before is not looked at again: a line of any length costs what it is long.
    const [first = '', ...others] = String(text).split('\n');
    rest += first;
    if (rest.length > LINE_MAXIMUM) throw new BackupDamaged(`The backup is damaged: ${path} has a line without end.`);
    if (others.length === 0) continue;
    yield rest;
    rest = others.pop() ?? '';
    yield* others;
  }
  if (rest !== '') throw new BackupDamaged(`The backup is not whole: ${path} ends within a line.`);
}

/** Numbers that PostgreSQL draws itself go on behind the highest that is there. */
async function continueIdentities(transaction: Transaction): Promise<void> {
  const columns = await transaction.rows<{ table: string; column: string }>(
    `SELECT table_name AS table, column_name AS column FROM information_schema.columns
     WHERE table_schema = current_schema() AND is_identity = 'YES'`,
  );
  for (const { table, column } of columns)
    await transaction.rows(
      `SELECT setval(pg_get_serial_sequence('${table}', '${column}'), coalesce((SELECT max(${column}) FROM ${table}), 0) + 1, false)`,
    );
}
