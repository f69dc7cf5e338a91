/** A backup of the server's database, and what an administrator does with it after a disaster: puts it back and begins a new epoch. */
import type { Database } from '../server/store/database.ts';

/** Parents before their children. */
const TABLES = [
  'epochs',
  'devices',
  'number_blocks',
  'printed_numbers',
  'ledger',
  'waiting_groups',
  'branches',
  'records',
  'history',
  'scope_counters',
  'scope_digests',
  'feed',
];

/** Takes the place of an earlier one. */
export async function backUpServer(database: Database): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.rows('DROP SCHEMA IF EXISTS backup CASCADE');
    await transaction.rows('CREATE SCHEMA backup');
    for (const table of TABLES) await transaction.rows(`CREATE TABLE backup.${table} AS TABLE public.${table}`);
  });
}

/** @param epoch its name, which a server would draw. */
export async function restoreServer(database: Database, epoch: string): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.rows(`TRUNCATE ${TABLES.map((table) => `public.${table}`).join(', ')}`);
    for (const table of TABLES) await transaction.rows(`INSERT INTO public.${table} TABLE backup.${table}`);
    await transaction.rows('INSERT INTO epochs (number, epoch) SELECT max(number) + 1, $1 FROM epochs', [epoch]);
  });
}
