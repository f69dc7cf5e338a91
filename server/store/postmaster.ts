import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandAs } from './postgresBinaries.ts';
import type { DatabaseAccount, PostgresBinaries } from './postgresBinaries.ts';

const LONGEST_RECOVERY_MS = 300_000;
/** A predecessor whose process was killed is told to stop within this time; one that is still ready then has a living owner. */
const SHORT_HANDOVER_MS = 3_000;
const LONGEST_HANDOVER_MS = 30_000;
const LOG_LIMIT_BYTES = 1_000_000;

export interface PostmasterOptions {
  /** Folder with the cluster in `data/`; the log is written beside it. */
  directory: string;
  port: number | undefined;
  /** No fsync, and the folder is removed after the end. */
  throwaway: boolean;
  binaries: PostgresBinaries;
  account: DatabaseAccount;
}

export interface RunningPostmaster {
  port: number;
  stop: () => Promise<void>;
}

/**
 * Starts PostgreSQL's main process on an existing cluster and waits until it takes connections. Tried again while processes of
 * a killed predecessor still hold its shared memory, and with another port when the free one was taken in the meantime.
 *
 * @throws Error when a living server uses the folder, or with what PostgreSQL wrote to its log.
 */
export async function startPostmaster(options: PostmasterOptions): Promise<RunningPostmaster> {
  const dataDirectory = join(options.directory, 'data');
  await releaseStaleLock(dataDirectory);
  const began = Date.now();
  for (;;) {
    const port = options.port ?? (await freePort());
    const { postmaster, logPath, logStart } = await spawnPostmaster(options, dataDirectory, port);
    if (await becomesReady(postmaster, dataDirectory)) {
      watchOver(postmaster, options);
      return { port, stop: createStop(postmaster, dataDirectory, options) };
    }
    const words = (await readFile(logPath)).subarray(logStart).toString('utf8').trim();
    const elapsed = Date.now() - began;
    const isHeld = words.includes('lock file "postmaster.pid" already exists');
    if (isHeld && elapsed > SHORT_HANDOVER_MS && (await readLockFile(dataDirectory))[7]?.startsWith('ready') === true) {
      throw new Error(
        `The database folder ${options.directory} is in use by another running Peyvand. Stop that first.`,
      );
    }
    const isPassing =
      isHeld ||
      words.includes('shared memory block') ||
      (options.port === undefined && words.includes('Address already in use'));
    if (!isPassing || elapsed > LONGEST_HANDOVER_MS) {
      throw new Error(`PostgreSQL did not start in ${options.directory} (log: ${logPath}):\n${words}`);
    }
    await wait(200);
  }
}

async function spawnPostmaster(
  options: PostmasterOptions,
  dataDirectory: string,
  port: number,
): Promise<{ postmaster: ChildProcess; logPath: string; logStart: number }> {
  const [command, commandArguments, spawnOptions] = commandAs(options.account, options.binaries.postgres, [
    '-D',
    dataDirectory,
    ...Object.entries(settingsFor(options, port)).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const logPath = join(options.directory, 'postgres.log');
  const logSize = existsSync(logPath) ? (await stat(logPath)).size : 0;
  const logStart = logSize > LOG_LIMIT_BYTES ? 0 : logSize;
  const log = await open(logPath, logStart === 0 ? 'w' : 'a', 0o600);
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
    return { postmaster, logPath, logStart };
  } finally {
    await log.close();
  }
}

function settingsFor({ throwaway }: PostmasterOptions, port: number): Record<string, string> {
  return {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '200',
    // The log is for the machine's owner: no statement, and so no customer's data, is ever written to it.
    log_min_messages: 'warning',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    lc_messages: 'C',
    ...(throwaway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
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
  if (process.platform === 'linux') {
    const name = await readFile(`/proc/${processId}/comm`, 'utf8').catch(() => '');
    return name.startsWith('postgres');
  }
  const ps = spawn('ps', ['-p', String(processId), '-o', 'comm='], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  ps.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((answer) => {
    // Without `ps` nothing is known: leave the decision to PostgreSQL.
    ps.once('error', () => answer(true));
    ps.once('close', () => answer(output.includes('postgres')));
  });
}

/**
 * A tiny shell that waits for this process's end, whatever its cause (its standard input closes then), and stops the
 * database. Windows has neither the shell nor the signal; there an orphan is stopped by its owner.
 */
function watchOver(postmaster: ChildProcess, { directory, throwaway }: PostmasterOptions): void {
  const stopAtExit = (): boolean => postmaster.kill('SIGINT');
  process.once('exit', stopAtExit);
  postmaster.once('exit', () => process.off('exit', stopAtExit));
  if (process.platform === 'win32') return;
  const script =
    'read -r nothing; kill -INT "$1" 2>/dev/null; while kill -0 "$1" 2>/dev/null; do sleep 0.1; done; [ -z "$2" ] || rm -rf -- "$2"';
  const scriptArguments = [String(postmaster.pid), throwaway ? directory : ''];
  const watchdog = spawn('/bin/sh', ['-c', script, 'peyvand-database-watchdog', ...scriptArguments], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.once('error', () => undefined);
  watchdog.unref();
  if (watchdog.stdin instanceof Socket) watchdog.stdin.unref();
  postmaster.once('exit', () => watchdog.kill('SIGKILL'));
}

function createStop(postmaster: ChildProcess, dataDirectory: string, options: PostmasterOptions): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  const stopOnce = async (): Promise<void> => {
    if (postmaster.exitCode === null && postmaster.signalCode === null) {
      const ended = new Promise<void>((done) => postmaster.once('exit', () => done()));
      postmaster.ref();
      if (process.platform === 'win32') {
        spawn(options.binaries.pgCtl, ['stop', '-D', dataDirectory, '-m', 'fast'], { stdio: 'ignore' });
      } else {
        postmaster.kill('SIGINT');
      }
      await ended;
    }
    if (options.throwaway) await rm(options.directory, { recursive: true, force: true, maxRetries: 5 });
  };
  return () => (stopped ??= stopOnce());
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
