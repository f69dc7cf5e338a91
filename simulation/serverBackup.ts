/** A backup of the server's database, and what an administrator does with it after a disaster: puts it back and begins a new epoch. */
import type { Database, Transaction } from '../server/store/database.ts';

/** Takes the place of an earlier one. */
export async function backUpServer(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.rows('DROP SCHEMA IF EXISTS backup CASCADE');
    await transaction.rows('CREATE SCHEMA backup');
    for (const table of await tablesOf(transaction))
      await transaction.rows(`CREATE TABLE backup.${table} AS TABLE public.${table}`);
  });
}

/** @param epoch its name, which a server would draw. */
export async function restoreServer(database: Database, epoch: string): Promise<void> {
  await database.transaction(async (transaction) => {
    const tables = await tablesOf(transaction);
    // As `pg_restore` does: what was whole when it was backed up needs no order in which parents come first.
    await transaction.rows('SET LOCAL session_replication_role = replica');
    await transaction.rows(`TRUNCATE ${tables.map((table) => `public.${table}`).join(', ')}`);
    for (const table of tables)
      await transaction.rows(`INSERT INTO public.${table} OVERRIDING SYSTEM VALUE TABLE backup.${table}`);
    await transaction.rows('INSERT INTO epochs (number, epoch) SELECT max(number) + 1, $1 FROM epochs', [epoch]);
  });
}

/** All there are, whatever a later migration brings: a backup that leaves out a table mixes two lives of the server. */
async function tablesOf(transaction: Transaction): Promise<string[]> {
  const rows = await transaction.rows<{ name: string }>(
    "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  return rows.map(({ name }) => name);
}
