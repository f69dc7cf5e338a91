/**
 * A backup counts only when it has been read back from the disk, checksum by checksum, and restored for trial. Then, and only then, devices may
 * drop the groups that are in it.
 */
import { randomBytes } from 'node:crypto';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import { lockDevices } from '../auth/devices.ts';
import { openDatabase, sqlStateOf, type Database } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';
import { loadBackup } from './loadBackup.ts';
import { readManifest, type Manifest } from './manifest.ts';

const TRIAL_PREFIX = 'peyvand_trial_';
const INSUFFICIENT_PRIVILEGE = '42501';

export interface VerifiedBackup {
  readonly manifest: Manifest;
  /** Devices that may drop more than before. */
  readonly devicesMoved: number;
}

/**
 * Restores it into a schema of its own in the same database, and removes that again.
 * @throws BackupDamaged when it is not good: nothing is promised to anybody then. Error when the trial could not be made.
 */
export async function verifyBackup(
  database: Database,
  databaseUrl: string,
  clock: Clock,
  directory: string,
): Promise<VerifiedBackup> {
  const { manifest, hash } = await readManifest(directory);
  await removeAbandonedTrials(database);
  const schema = `${TRIAL_PREFIX}${randomBytes(6).toString('hex')}`;
  const trial = openDatabase({ url: urlOfSchema(databaseUrl, schema), connections: 1 });
  try {
    await createTrialSchema(trial, schema);
    await loadBackup(trial, directory, manifest);
  } finally {
    await trial.rows(`DROP SCHEMA IF EXISTS ${schema} CASCADE`).catch(() => {});
    await trial.close();
  }
  return { manifest, devicesMoved: await promise(database, clock, manifest, hash) };
}

/** Writes down that the backup is good and moves what devices are told at their next handshake. */
async function promise(database: Database, clock: Clock, manifest: Manifest, hash: string): Promise<number> {
  const devices = Object.keys(manifest.durable);
  return database.transaction(async (transaction) => {
    await lockDevices(transaction, devices);
    const { current } = await readEpochs(transaction);
    if (current.epoch !== manifest.epoch)
      throw new Error('The database was restored since this backup was taken: it promises nothing to devices of now.');
    const moved = await transaction.rows(
      `UPDATE devices d SET durable_through = m.n FROM unnest($1::uuid[], $2::int[]) AS m(device, n)
       WHERE d.id = m.device AND d.durable_through < m.n RETURNING 1`,
      [devices, Object.values(manifest.durable)],
    );
    await transaction.rows(
      `INSERT INTO backups (id, taken_at, verified_at, epoch, row_count, manifest_hash) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET verified_at = excluded.verified_at`,
      [
        manifest.id,
        manifest.takenAt,
        instantFromMilliseconds(clock.now()),
        manifest.epochNumber,
        manifest.tables.reduce((sum, { rows }) => sum + rows, 0),
        hash,
      ],
    );
    return moved.length;
  });
}

/** The schema is created through its own connection, whose name tells that somebody is at work on it. */
async function createTrialSchema(trial: Database, schema: string): Promise<void> {
  try {
    await trial.rows(`CREATE SCHEMA ${schema}`);
  } catch (cause) {
    if (sqlStateOf(cause) !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new Error(
      'The backup is written but not verified: the database user may not create the schema that the trial restore needs (GRANT CREATE ON DATABASE).',
      { cause },
    );
  }
}

/** Of commands that were killed: their connection is gone. */
async function removeAbandonedTrials(database: Database): Promise<void> {
  const abandoned = await database.rows<{ name: string }>(
    `SELECT n.nspname AS name FROM pg_namespace n WHERE starts_with(n.nspname, $1)
       AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.application_name = n.nspname)`,
    [TRIAL_PREFIX],
  );
  for (const { name } of abandoned) await database.rows(`DROP SCHEMA IF EXISTS ${name} CASCADE`);
}

function urlOfSchema(databaseUrl: string, schema: string): string {
  const url = new URL(databaseUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  url.searchParams.set('application_name', schema);
  return url.href;
}
