import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { reasonToInstall } from './packages.mjs';

/** A project of its own in a temporary folder: the real bootstrap, a lock file with one package, and what a test adds. */
let root: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'peyvand-bootstrap-')));
  await cp(dirname(fileURLToPath(import.meta.url)), join(root, 'build', 'bootstrap'), { recursive: true });
  await write('package.json', '{ "type": "module" }');
  await write(
    'entry.mjs',
    `import { runProgram } from './build/bootstrap/run.mjs';\nawait runProgram('program.ts');\n`,
  );
  await write('package-lock.json', lockWith({ 'node_modules/thing': { version: '1.0.0' } }));
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('what is installed', () => {
  test.each([
    ['the same', { 'node_modules/thing': { version: '1.0.0' } }, null],
    ['another version', { 'node_modules/thing': { version: '0.9.0' } }, 'thing should be 1.0.0'],
    ['nothing', {}, 'thing is missing'],
    ['one more', { 'node_modules/thing': { version: '1.0.0' }, 'node_modules/other': { version: '2.0.0' } }, null],
  ])('%s', async (_name, installed, reason) => {
    await write('node_modules/.package-lock.json', lockWith(installed));
    expect(reasonToInstall(root)).toBe(reason);
  });

  test('a package for another machine may be missing', async () => {
    await write('package-lock.json', lockWith({ 'node_modules/other-machine': { version: '1.0.0', optional: true } }));
    await write('node_modules/.package-lock.json', lockWith({}));
    expect(reasonToInstall(root)).toBe(null);
  });

  test('no node_modules at all', () => {
    expect(reasonToInstall(root)).toBe('none are installed');
  });
});

describe.skipIf(process.platform === 'win32')('an entry script', () => {
  test('passes arguments, streams and the exit code', async () => {
    await pretendInstalled();
    await write(
      'program.ts',
      `const words: string[] = process.argv.slice(2); console.log(words.join(' ')); process.exit(7);`,
    );
    const entry = start(['--port', '80']);
    expect(await output(entry)).toEqual({ code: 7, out: '--port 80\n', err: '' });
  });

  test('tells the program once of one Ctrl-C, however often that arrives', async () => {
    await pretendInstalled();
    await write('program.ts', listener);
    const entry = start();
    await once(entry.stdout ?? entry, 'data');
    entry.kill('SIGINT');
    await wait(20);
    entry.kill('SIGINT');
    const { code } = await output(entry);
    expect(code).toBe(3);
    expect(await readFile(join(root, 'signals'), 'utf8')).toBe('SIGINT\n');
  });

  test('passes on SIGTERM', async () => {
    await pretendInstalled();
    await write('program.ts', listener);
    const entry = start();
    await once(entry.stdout ?? entry, 'data');
    entry.kill('SIGTERM');
    expect((await output(entry)).code).toBe(3);
    expect(await readFile(join(root, 'signals'), 'utf8')).toBe('SIGTERM\n');
  });

  test('takes the program along when it is killed itself', async () => {
    await pretendInstalled();
    await write('program.ts', listener);
    const entry = start();
    await once(entry.stdout ?? entry, 'data');
    entry.kill('SIGKILL');
    await vi.waitFor(async () => expect(await readFile(join(root, 'signals'), 'utf8')).toBe('SIGTERM\n'), 10_000);
  });

  test('installs what is missing with npm ci, then goes on', async () => {
    await write('program.ts', `console.log('ran');`);
    await pretendNpm(
      `echo "$*" > npm-arguments; mkdir -p node_modules; cp package-lock.json node_modules/.package-lock.json`,
    );
    const { code, out, err } = await output(start());
    expect({ code, out }).toEqual({ code: 0, out: 'ran\n' });
    expect(err).toMatch(/^Installing packages \(none are installed\)/);
    expect(await readFile(join(root, 'npm-arguments'), 'utf8')).toBe('ci --loglevel=error\n');
  });

  test('says what to do when npm fails', async () => {
    await pretendNpm('echo "ENOTFOUND registry" >&2; exit 1');
    const { code, err } = await output(start());
    expect(code).toBe(1);
    expect(err).toContain('ENOTFOUND registry');
    expect(err).toContain('check the network');
    expect(err).not.toContain('    at ');
  });

  test('says what to do when there is no npm', async () => {
    const { code, err } = await output(start([], join(root, 'empty')));
    expect(code).toBe(1);
    expect(err).toContain('npm was not found');
  });

  test('can be interrupted while it installs', async () => {
    await pretendNpm('echo npm is at work; trap "" INT; sleep 30');
    const entry = start();
    let said = '';
    entry.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    await vi.waitFor(() => expect(said).toContain('npm is at work'), 20_000);
    entry.kill('SIGINT');
    await once(entry, 'close');
    expect(entry.exitCode).toBe(130);
    expect(said).toContain('interrupted');
  });
});

/** Notes each signal in a file and ends half a second after the first, with code 3. */
const listener = `
import { appendFileSync } from 'node:fs';
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    appendFileSync(${JSON.stringify('signals')}, signal + '\\n');
    if (!ending) setTimeout(() => process.exit(3), 500);
    ending = true;
  });
}
setInterval(() => undefined, 1000);
console.log('listening');
`;

function start(entryArguments: string[] = [], path = `${join(root, 'bin')}:/usr/bin:/bin`): ChildProcess {
  return spawn(process.execPath, ['entry.mjs', ...entryArguments], {
    cwd: root,
    env: { ...process.env, PATH: path },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function output(entry: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  if (entry.stdout === null || entry.stderr === null) throw new Error('its streams are not piped');
  const [out, err] = await Promise.all([text(entry.stdout), text(entry.stderr)]);
  if (entry.exitCode === null) await once(entry, 'exit');
  return { code: entry.exitCode, out, err };
}

async function pretendInstalled(): Promise<void> {
  await write('node_modules/.package-lock.json', await readFile(join(root, 'package-lock.json'), 'utf8'));
}

async function pretendNpm(script: string): Promise<void> {
  await write('bin/npm', `#!/bin/sh\n${script}\n`, 0o755);
  await symlink(process.execPath, join(root, 'bin', 'node'));
}

function lockWith(packages: Record<string, { version: string; optional?: boolean }>): string {
  return JSON.stringify({ lockfileVersion: 3, packages: { '': {}, ...packages } });
}

async function write(path: string, content: string, mode = 0o644): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content, { mode });
}
