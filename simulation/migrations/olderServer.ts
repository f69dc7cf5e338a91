/**
 * The server's database as an older program would have left it with the same work in it: its tables are made by that program's own
 * migrations, and filled with everything that the database of today has a place for there. Nobody may be in a transaction.
 */
import { readMigrations } from '../../server/store/migrate.ts';
import { listTables, readTableState } from '../../server/backup/tables.ts';
import type { Database, Queryable } from '../../server/store/database.ts';
import type { Choice } from '../choice.ts';

/** What a migration fills of what is there: an older program has it all the same. By table and column. */
const FILLED: Readonly<Record<string, string>> = { 'devices.line': 'id' };

/**
 * What an older program has nothing for and misses nothing by: what the server's jobs and meters find out again by themselves, the audit log and whose hand was on
 * which account, and how the moments of groups follow one another,
 * which begin when the program that writes them comes, and what is known of tokens besides the one that holds: whoever has another proves their device's key.
 */
const LEARNT_AGAIN = new Set([
  'sales_credit_cursors',
  'stock_cursors',
  'posting_sales',
  'posting_queue',
  'posting_cursors',
  'audit_entries',
  'audit_head',
  'device_audit',
  'account_acts',
  'findings.found_at',
  'pulled_rows',
  'decoy_cursors',
  'retired_tokens',
  'daily_counts',
  'sender_failures',
  'devices.program',
  'devices.token_at',
  'devices.next_token_hash',
  'ledger.happened_at',
]);

/** @returns how many migrations that program had; null when no older one had a place for what is in the database. */
export async function makeServerOlder(database: Database, choice: Pick<Choice, 'integer'>): Promise<number | null> {
  const migrations = await readMigrations();
  const first = 1 + choice.integer(migrations.length - 1);
  for (let wanted = first; wanted < migrations.length; wanted += 1) {
    const texts = migrations.slice(0, wanted).map(({ sql }) => sql);
    if (await database.transaction((transaction) => rebuild(transaction, texts))) return wanted;
  }
  return null;
}

/** @returns false when something would have been lost: then everything is as it was. */
async function rebuild(transaction: Queryable, migrations: readonly string[]): Promise<boolean> {
  await transaction.rows('SET LOCAL session_replication_role = replica');
  await transaction.rows('ALTER SCHEMA public RENAME TO newer');
  await transaction.rows('CREATE SCHEMA public');
  for (const sql of migrations) await transaction.rows(sql);
  await transaction.rows('CREATE TABLE migrations (LIKE newer.migrations INCLUDING ALL)');
  const columnsByTable = await readColumns(transaction, 'public');
  // What the migrations put in is in the newer tables too. All at once: one table takes those along that refer to it.
  const emptied = [...columnsByTable.keys()].filter((table) => table !== 'migrations');
  await transaction.rows(`TRUNCATE ${emptied.join(', ')}`);
  for (const [table, columns] of await readColumns(transaction, 'newer')) {
    const known = columnsByTable.get(table);
    if (!LEARNT_AGAIN.has(table) && (await hasMore(transaction, table, columns, known))) {
      await transaction.rows('DROP SCHEMA public CASCADE');
      await transaction.rows('ALTER SCHEMA newer RENAME TO public');
      return false;
    }
    if (!known) continue;
    const names = known.map(({ name }) => name).join(', ');
    await transaction.rows(
      `INSERT INTO ${table} (${names}) OVERRIDING SYSTEM VALUE SELECT ${names} FROM newer.${table}`,
    );
  }
  await transaction.rows('DELETE FROM migrations WHERE number > $1', [migrations.length]);
  await continueIdentities(transaction);
  await transaction.rows('DROP SCHEMA newer CASCADE');
  return true;
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly default: string | null;
}

async function readColumns(database: Queryable, schema: string): Promise<Map<string, Column[]>> {
  const columns = await database.rows<Column>(
    `SELECT table_name AS table, quote_ident(column_name) AS name, column_default AS default FROM information_schema.columns
     JOIN information_schema.tables USING (table_schema, table_name)
     WHERE table_schema = $1 AND table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position`,
    [schema],
  );
  return Map.groupBy(columns, ({ table }) => table);
}

/** Whether something is in it that neither stands in the older table nor is what the migrations would put there. */
async function hasMore(
  database: Queryable,
  table: string,
  columns: readonly Column[],
  known: readonly Column[] | undefined,
): Promise<boolean> {
  const names = new Set(known?.map(({ name }) => name));
  const conditions = columns
    .filter(({ name }) => !names.has(name) && !LEARNT_AGAIN.has(`${table}.${name}`))
    .map(({ name, default: value }) => `${name} IS DISTINCT FROM ${FILLED[`${table}.${name}`] ?? value ?? 'NULL'}`);
  if (known && conditions.length === 0) return false;
  const rows = await database.rows(
    `SELECT 1 FROM newer.${table} WHERE ${known ? conditions.join(' OR ') : 'true'} LIMIT 1`,
  );
  return rows.length > 0;
}

/** Numbers that the database gives go on behind those that are there. */
async function continueIdentities(database: Queryable): Promise<void> {
  const columns = await database.rows<{ table: string; name: string }>(
    `SELECT table_name AS table, quote_ident(column_name) AS name FROM information_schema.columns
     WHERE table_schema = 'public' AND is_identity = 'YES'`,
  );
  for (const { table, name } of columns)
    await database.rows(
      `SELECT setval(pg_get_serial_sequence('${table}', '${name}'), coalesce(max(${name}), 1), max(${name}) IS NOT NULL) FROM ${table}`,
    );
}

/** What tells the rows of all tables apart from others, by table. */
export async function contentOfServer(database: Database): Promise<ReadonlyMap<string, string>> {
  const contents = new Map<string, string>();
  for (const table of await listTables(database)) {
    if (LEARNT_AGAIN.has(table)) continue;
    contents.set(table, JSON.stringify(await contentOf(database, table)));
  }
  return contents;
}

/** Of whole rows; without what is learnt again where a table has such columns. */
async function contentOf(database: Database, table: string): Promise<unknown> {
  const learnt = [...LEARNT_AGAIN].flatMap((name) =>
    name.startsWith(`${table}.`) ? [name.slice(table.length + 1)] : [],
  );
  if (learnt.length === 0) return readTableState(database, table);
  return database.rows(`SELECT md5((to_jsonb(t) - $1::text[])::text) AS row FROM ${table} t ORDER BY 1`, [learnt]);
}
