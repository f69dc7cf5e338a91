import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embeddedPostgres.ts';
import type { EmbeddedPostgres } from './embeddedPostgres.ts';

/** The folder above the cluster is for its owner alone, as a project in somebody's home is: root's case too. */
let outer: string;
let directory: string;
const started: EmbeddedPostgres[] = [];

beforeEach(async () => {
  outer = await mkdtemp(join(tmpdir(), 'peyvand-embedded-'));
  directory = join(outer, 'postgres');
});

afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  await rm(outer, { recursive: true, force: true });
});

describe.skipIf(process.platform === 'win32')('the embedded PostgreSQL', () => {
  test('keeps its data and its password over a stop and a start', async () => {
    const first = await start();
    await query(first.url, "CREATE TABLE names (name text); INSERT INTO names VALUES ('پیوند')");
    await first.stop();
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toThrow();

    const second = await start();
    expect(await query(second.url, 'SELECT name FROM names')).toEqual([{ name: 'پیوند' }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
  });

  test('is found in its folder by another process while it runs, and only then', async () => {
    expect(await findEmbeddedPostgres(directory)).toBeNull();
    const { url, stop } = await start();
    expect(await findEmbeddedPostgres(directory)).toBe(url);
    await stop();
    expect(await findEmbeddedPostgres(directory)).toBeNull();
  });

  test('orders text by code point and folds case beyond ASCII, whatever the machine', async () => {
    const { url } = await start();
    expect(await query(url, "SELECT lower('ÀÇ') AS lower, 'پ' > 'ب' AS later, 'Z' < 'a' AS bytewise")).toEqual([
      { lower: 'àç', later: true, bytewise: true },
    ]);
  });

  test('listens on 127.0.0.1 alone, asks for the password, and keeps that to its owner', async () => {
    const { url } = await start();
    expect(await query(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(await query(url, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }]);
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    expect((await stat(join(directory, 'password'))).mode & 0o777).toBe(0o600);
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  test('writes no statement to its log: they hold what people typed', async () => {
    const { url } = await start();
    await expect(query(url, "SELECT 'Maryam Karimi' FROM nothing_here")).rejects.toThrow(/nothing_here/);
    expect(await readFile(join(directory, 'postgres.log'), 'utf8')).not.toContain('Maryam');
  });

  test('recovers after its process was killed outright', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE numbers (number int); INSERT INTO numbers SELECT generate_series(1, 1000)');
    process.kill(await postmasterId(), 'SIGKILL');
    const second = await start();
    expect(await query(second.url, 'SELECT sum(number)::int AS sum FROM numbers')).toEqual([{ sum: 500_500 }]);
    await first.stop();
  });

  test('starts although the number in its stale lock file meanwhile belongs to another program', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept (id int)');
    const lockFile = join(directory, 'data', 'postmaster.pid');
    const lines = (await readFile(lockFile, 'utf8')).split('\n');
    await first.stop();
    // An account other than root sees no difference between a foreign process and a dead one; ours stands for "some program".
    const stranger = spawn('sleep', ['60'], identityOf(await stat(join(directory, 'data'))));
    try {
      await writeFile(lockFile, [stranger.pid, ...lines.slice(1)].join('\n'));
      const second = await start();
      expect(await query(second.url, 'SELECT count(*)::int AS count FROM kept')).toEqual([{ count: 0 }]);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  test('an interrupted creation is begun anew', async () => {
    const postgres = await start();
    await postgres.stop();
    await rm(join(directory, 'data'), { recursive: true });
    await writeFile(join(directory, 'data.unfinished'), 'half');
    const { url } = await start();
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a folder whose password is gone is refused, and left as it is', async () => {
    const postgres = await start();
    await postgres.stop();
    await rm(join(directory, 'password'));
    await expect(start()).rejects.toThrow(/not its password/);
    expect(existsSync(join(directory, 'data', 'PG_VERSION'))).toBe(true);
  });

  test('a folder that a living server uses is refused', { timeout: 60_000 }, async () => {
    const { url } = await start();
    await expect(start()).rejects.toThrow(/in use/);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('ends with the process that started it, even when that is killed', async () => {
    const program = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embeddedPostgres.ts', import.meta.url).href)});
      await startEmbeddedPostgres({ directory: ${JSON.stringify(directory)}, throwaway: true });
      process.stdout.write('started');
      setInterval(() => undefined, 1000);`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(owner.stdout, 'data');
    const postmaster = await postmasterId();
    expect(isAlive(postmaster)).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(postmaster)).toBe(false), { timeout: 20_000 });
    await vi.waitFor(() => expect(existsSync(directory)).toBe(false), { timeout: 20_000 });
  });
});

async function start(): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ directory });
  started.push(postgres);
  return postgres;
}

async function query(url: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = await client.query<Record<string, unknown>>(statement);
    return result.rows;
  } finally {
    await client.end();
  }
}

async function postmasterId(): Promise<number> {
  return Number((await readFile(join(directory, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

function identityOf({ uid, gid }: { uid: number; gid: number }): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid, gid } : {};
}
