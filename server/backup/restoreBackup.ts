/** Puts a backup back after a disaster: into an empty database, all or nothing, as the beginning of a new epoch. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { beginEpoch } from '../sync/epochs.ts';
import { loadBackup } from './loadBackup.ts';
import { readManifest, type Manifest } from './manifest.ts';

export interface RestoredBackup {
  readonly manifest: Manifest;
  readonly epoch: string;
  /** Where what had been in the database is now; null when nothing had. */
  readonly setAside: string | null;
}

export interface RestoreOptions {
  /** What is in the database already is renamed, never removed. Without it a database with tables is refused. */
  readonly replace?: boolean;
}

/**
 * Every checksum is read before anything is touched. The epoch begins in the transaction that loads the rows: there is no moment in which a
 * node could start on the old life of what was restored.
 * @throws BackupDamaged; Error when the database is not empty, or a node is at work on it.
 */
export async function restoreBackup(
  database: Database,
  clock: Clock,
  directory: string,
  { replace = false }: RestoreOptions = {},
): Promise<RestoredBackup> {
  const { manifest } = await readManifest(directory);
  await requireNoNodes(database);
  const setAside = await makeRoom(database, clock, replace);
  let epoch = '';
  await loadBackup(database, directory, manifest, async (transaction) => {
    epoch = await beginEpoch(transaction);
  });
  await migrate(database);
  await database.transaction((transaction) =>
    writeAudit(transaction, {
      action: 'server.restored',
      facts: { backup: manifest.id, takenAt: manifest.takenAt, epoch },
    }),
  );
  return { manifest, epoch, setAside };
}

/** Each node listens for pokes. One that goes on while tables change under it would speak for a life that is over. */
async function requireNoNodes(database: Database): Promise<void> {
  const [others] = await database.rows<{ count: number }>(
    `SELECT count(*) AS count FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = current_setting('application_name') AND pid <> pg_backend_pid()
       AND query LIKE 'LISTEN %'`,
  );
  if (others && others.count > 0)
    throw new Error(`${others.count} server nodes are at work on this database. Stop them first.`);
}

async function makeRoom(database: Database, clock: Clock, replace: boolean): Promise<string | null> {
  const [tables] = await database.rows<{ count: number }>(
    "SELECT count(*) AS count FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'",
  );
  if (!tables || tables.count === 0) return null;
  if (!replace)
    throw new Error(
      'The database is not empty. Name an empty one (or a new data folder), or give --replace: what is there is then kept beside, under another name.',
    );
  const name = `before_restore_${instantFromMilliseconds(clock.now()).replaceAll(/\D/g, '').slice(0, 14)}`;
  await database.transaction(async (transaction) => {
    const [current] = await transaction.rows<{ schema: string }>('SELECT current_schema() AS schema');
    if (!current) throw new Error('There is no schema in use');
    await transaction.rows(`ALTER SCHEMA ${current.schema} RENAME TO ${name}`);
    await transaction.rows(`CREATE SCHEMA ${current.schema}`);
  });
  return name;
}
