import { spawn, type ChildProcess } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../build/testing/testDatabase.ts';
import { openDatabase } from './store/database.ts';

const PROGRAM = fileURLToPath(new URL('./main.ts', import.meta.url));
let testDatabase: TestDatabase;
let directory: string;
const running: ChildProcess[] = [];
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  directory = await mkdtemp(join(tmpdir(), 'peyvand-server-'));
});
afterEach(() => {
  for (const program of running.splice(0)) program.kill('SIGKILL');
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
  await testDatabase.drop();
});

interface Program {
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | null>;
  ready(): Promise<string>;
}

function run(options: readonly string[], environment: NodeJS.ProcessEnv = {}): Program {
  const program = spawn(process.execPath, [PROGRAM, '--data', directory, ...options], {
    env: { ...process.env, DATABASE_URL: testDatabase.url, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(program);
  let output = '';
  program.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  program.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  const ended = new Promise<number | null>((resolve) => program.once('close', resolve));
  return {
    process: program,
    output: () => output,
    ended,
    async ready() {
      const line = /^Peyvand server is ready at (http:\/\/127\.0\.0\.1:\d+)$/m;
      await expect.poll(() => line.test(output) || program.exitCode !== null, { timeout: 20_000 }).toBe(true);
      const url = line.exec(output)?.[1];
      if (url === undefined) throw new Error(output);
      return url;
    },
  };
}

test('two nodes of one folder run side by side, say where they are, and end on a signal with nothing left', async () => {
  const nodes = [run(['--port', '0']), run(['--port', '0'])];
  const urls = await Promise.all(nodes.map((node) => node.ready()));
  for (const url of urls) expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true });
  const database = openDatabase({ url: testDatabase.url, connections: 1 });
  const jobs = 'SELECT name FROM jobs WHERE finished_at IS NOT NULL AND error IS NULL ORDER BY name';
  await expect
    .poll(async () => (await database.rows<{ name: string }>(jobs)).map(({ name }) => name), { timeout: 20_000 })
    .toEqual([
      'attachments',
      'decoys',
      'feed upkeep',
      'posting',
      'restored facts',
      'sales credits',
      'service shares',
      'sign-in failures',
      'stock balances',
    ]);
  await database.close();
  nodes[0]?.process.kill('SIGTERM');
  nodes[1]?.process.kill('SIGINT');
  expect(await Promise.all(nodes.map(({ ended }) => ended))).toEqual([0, 0]);
  await expect(fetch(`${urls[0]}/health`)).rejects.toThrow();
});

test('a signal right at the end of the start ends it too', async () => {
  const node = run(['--port', '0']);
  // As early as a signal can be caught at all.
  await expect
    .poll(() => node.output().includes('server.started') || node.process.exitCode !== null, { timeout: 20_000 })
    .toBe(true);
  node.process.kill('SIGTERM');
  expect(await node.ended).toBe(0);
});

test('a folder is named from where the person stood, for npm changes the folder', async () => {
  const keys = await readFile(join(directory, 'server-keys.json'), 'utf8');
  const node = run(['--port', '0', '--data', 'branch'], { INIT_CWD: directory, PEYVAND_SERVER_KEYS: keys });
  const url = await node.ready();
  expect((await readFile(join(directory, 'branch', 'address'), 'utf8')).trim()).toBe(url);
  node.process.kill('SIGTERM');
  expect(await node.ended).toBe(0);
});

test('after a restore the first node begins a new epoch, and later starts keep it', async () => {
  const epochOf = (node: Program): string | undefined => /epoch has begun: ([0-9a-f]{32})/.exec(node.output())?.[1];
  const restored = run(['--port', '0', '--restored']);
  await restored.ready();
  expect(epochOf(restored)).toBeDefined();
  restored.process.kill('SIGTERM');
  expect(await restored.ended).toBe(0);
  const later = run(['--port', '0']);
  await later.ready();
  expect(epochOf(later)).toBeUndefined();
});

test('what stands in the way of starting is said in one line, without a password', async () => {
  const taken = createServer();
  await new Promise<void>((listening) => taken.listen(0, '127.0.0.1', listening));
  const address = taken.address();
  const port = typeof address === 'object' && address ? String(address.port) : '';
  const cases: [Program, RegExp][] = [
    [run(['--port', port]), /EADDRINUSE/],
    [run(['--port', '0'], { DATABASE_URL: 'postgres://someone:secret-word@127.0.0.1:1/none' }), /database/i],
    [run(['--port', '70000']), /--port takes a number from 0 to 65535/],
    [run(['--nonsense']), /--nonsense/],
    [run(['--log-level', 'loud']), /--log-level is one of/],
    [run(['open-posting', '--last-number', '123']), /--last-number takes a legal number such as 1405-000123/],
    [run(['--port', '0', '--data', join(directory, 'other')]), /other server keys/],
  ];
  // The last one needs a database that knows its keys.
  for (const [program, message] of cases) {
    const exitCode = await program.ended;
    // As with the other commands: 2 for a command line that cannot be followed, with the help below the reason.
    expect(exitCode).toBe(program.output().includes('--help') ? 2 : 1);
    expect(program.output()).toMatch(message);
    expect(program.output()).not.toMatch(/secret-word|\n\s+at /);
  }
  taken.close();
});

test('backup and restore: in words, beside a running server, and what stands in the way is said', async () => {
  const node = run(['--port', '0']);
  await node.ready();
  const backup = join(directory, 'backups', 'monday');
  const written = run(['backup', backup]);
  expect([await written.ended, written.output()]).toEqual([0, expect.stringContaining('Verified')]);
  expect(written.output()).toContain('server-keys.json');
  const again = run(['backup', backup]);
  expect([await again.ended, again.output()]).toEqual([1, expect.stringContaining('is not empty')]);
  const busy = run(['restore', backup, '--replace']);
  expect([await busy.ended, busy.output()]).toEqual([1, expect.stringContaining('Stop them first')]);

  const other = await createTestDatabase();
  try {
    const restored = run(['restore', backup], { DATABASE_URL: other.url });
    expect([await restored.ended, restored.output()]).toEqual([0, expect.stringContaining('A new epoch has begun')]);
    expect(restored.output()).not.toContain('ATTENTION');
    const opened = run(['open-posting'], { DATABASE_URL: other.url });
    expect([await opened.ended, opened.output()]).toEqual([0, expect.stringMatching(/^Posting is open\./)]);
    const started = run(['--port', '0'], { DATABASE_URL: other.url });
    const url = await started.ready();
    expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true });
    started.process.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    const elsewhere = run(['restore', backup, '--replace', '--data', join(directory, 'other')], {
      DATABASE_URL: other.url,
    });
    expect([await elsewhere.ended, elsewhere.output()]).toEqual([0, expect.stringContaining('ATTENTION: the keys')]);
    expect(elsewhere.output()).toContain('is kept in its schema before_restore_');
  } finally {
    await other.drop();
  }
});

test('SYNC-157: after a restore the books open by themselves when nothing is missing, else by the last number on paper', async () => {
  const other = await createTestDatabase();
  const say = async (words: readonly string[]): Promise<[number | null, string]> => {
    const program = run(words, { DATABASE_URL: other.url });
    return [await program.ended, program.output()];
  };
  try {
    expect(await say(['restore-report'])).toEqual([0, expect.stringContaining('was never restored')]);
    const database = openDatabase({ url: other.url, connections: 1 });
    await database.rows("INSERT INTO epochs (number, epoch) VALUES (2, 'restored')");
    await database.rows('INSERT INTO posting_series (year, serial) VALUES (1405, 7)');
    await database.close();
    const [exitCode, output] = await say(['open-posting']);
    expect([exitCode, output]).toEqual([1, expect.stringContaining('--last-number 1405-000007')]);
    expect(output).toContain('Nobody brought back whose these are: 1405-000001 to 1405-000007');
    expect(await say(['open-posting', '--last-number', '1405-6'])).toEqual([
      1,
      expect.stringContaining('1405-000007 is known'),
    ]);
    const opened = await say(['open-posting', '--last-number', '1405-000009']);
    expect(opened).toEqual([0, expect.stringMatching(/^Posting is open\./)]);
    expect(opened[1]).toContain('numbering goes on with 1405-000010');
  } finally {
    await other.drop();
  }
});

test.each([
  ['postgres://crm:geheim-7@db.example/crm'],
  ['--database=postgres://crm:geheim-7@db.example/crm'],
  ['-----BEGIN PRIVATE KEY-----geheim-7'],
  ['{"format":1,"signing":"geheim-7"}'],
])('SEC-125: a secret on the command line is refused and not repeated', async (argument) => {
  const program = run(['backup', argument]);
  expect([await program.ended, program.output()]).toEqual([2, expect.stringContaining('There is a secret')]);
  expect(program.output()).not.toContain('geheim-7');
});

test('SEC-125: what is wrong with an address or keys from the environment is said without them', async () => {
  const cases: NodeJS.ProcessEnv[] = [
    { DATABASE_URL: 'postgres://crm:geheim-7@127.0.0.1:1/crm' },
    { DATABASE_URL: 'postgres://crm:geheim-7@[/crm' },
    { PEYVAND_SERVER_KEYS: '{"format":1,"signing":"geheim-7"}' },
    { PEYVAND_TLS_CERTIFICATE: 'geheim-7', PEYVAND_TLS_KEY: 'geheim-7' },
  ];
  for (const program of cases.map((environment) => run(['--port', '0'], environment))) {
    expect(await program.ended).toBe(1);
    expect(program.output()).not.toContain('geheim-7');
  }
});

test('SEC-121, SEC-122: a half of TLS is refused, and so is a network without it', async () => {
  const half = run(['--tls-key', 'key.pem']);
  expect([await half.ended, half.output()]).toEqual([2, expect.stringContaining('the certificate is missing')]);
  const open = run(['--port', '0', '--host', '0.0.0.0']);
  expect([await open.ended, open.output()]).toEqual([1, expect.stringContaining('Without TLS this server listens')]);
});

test('SEC-121: SIGHUP takes a renewed certificate up', async () => {
  const folder = fileURLToPath(new URL('./testing/tls/', import.meta.url));
  const [certificate, key] = [join(directory, 'tls.crt'), join(directory, 'tls.key')];
  const put = async (name: string): Promise<void> => {
    await copyFile(join(folder, `${name}.crt`), certificate);
    await copyFile(join(folder, `${name}.key`), key);
  };
  await put('first');
  const program = run(['--port', '0', '--tls-certificate', certificate, '--tls-key', key]);
  await expect
    .poll(() => program.output().includes('ready at https://') || program.process.exitCode !== null, {
      timeout: 20_000,
    })
    .toBe(true);
  await put('second');
  program.process.kill('SIGHUP');
  await expect.poll(() => program.output(), { timeout: 20_000 }).toContain('tls.reloaded');
  program.process.kill('SIGTERM');
  expect(await program.ended).toBe(0);
});

test.each([[['backup']], [['restore', 'one', 'two']], [['open-posting', 'x']], [['restored']], [['dance']]])(
  '%j is no command, and help comes with it',
  async (words) => {
    const program = run(words);
    expect([await program.ended, program.output()]).toEqual([2, expect.stringContaining('is no command')]);
    expect(program.output()).toContain('backup DIR');
  },
);

test.each([
  [['restore-report', '--restored'], '--restored is no option of restore-report'],
  [['--port', '0', '--last-number', '1405-1'], '--last-number is for open-posting'],
  [['backup', 'monday', '--replace'], '--replace is no option of backup'],
  [['open-posting', '--port', '0'], '--port is no option of open-posting'],
])('%j: an option that its command does not take is refused, and nothing is done', async (words, message) => {
  const program = run(words);
  expect([await program.ended, program.output()]).toEqual([2, expect.stringContaining(message)]);
});
