import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openElectronWindow, reasonForNoElectron } from './electronWindow.ts';

describe('the window in Electron', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-electron-start-'));
    await mkdir(join(folder, 'main'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A script where Electron would be, run by the program `node` that runs this. */
  async function open(script: string, serverUrl: string | null = 'http://127.0.0.1:9/') {
    await writeFile(join(folder, 'main', 'main.mjs'), script);
    const dataDirectory = join(folder, 'data');
    return openElectronWindow({ builtDirectory: folder, dataDirectory, serverUrl, executablePath: process.execPath });
  }

  test('runs the built program, which is told what it needs, and ends with it', async () => {
    const window = await open(`
      import { writeFileSync } from 'node:fs';
      const { PEYVAND_DATA, PEYVAND_SERVER, PEYVAND_QUITS_WITH_WINDOW } = process.env;
      writeFileSync(${JSON.stringify(join(folder, 'told'))}, JSON.stringify([process.connected, process.argv.length, PEYVAND_DATA, PEYVAND_SERVER, PEYVAND_QUITS_WITH_WINDOW]));
    `);
    await window.closed;
    expect(JSON.parse(await readFile(join(folder, 'told'), 'utf8'))).toEqual([
      true,
      2,
      join(folder, 'data'),
      'http://127.0.0.1:9/',
      '1',
    ]);
    await window.close();
  });

  test('is asked to end in order', async () => {
    const window = await open(`
      import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => { writeFileSync(${JSON.stringify(join(folder, 'asked'))}, 'yes'); process.exit(0); });
      writeFileSync(${JSON.stringify(join(folder, 'up'))}, 'yes');
      setInterval(() => {}, 1000);
    `);
    await vi.waitFor(() => readFile(join(folder, 'up')), 10_000);
    await window.close();
    expect(await readFile(join(folder, 'asked'), 'utf8')).toBe('yes');
  });

  test('that cannot be run fails at once', async () => {
    const window = openElectronWindow({
      builtDirectory: folder,
      dataDirectory: folder,
      serverUrl: null,
      executablePath: join(folder, 'none'),
    });
    await expect(window.closed).rejects.toThrow('ENOENT');
    await window.close();
  });

  test('is chosen only where it can run', () => {
    expect(reasonForNoElectron({ DISPLAY: ':0' }, () => null)).toMatch(/binary is not installed/);
    const found = (): string => '/electron';
    expect(reasonForNoElectron({}, found)).toEqual(process.platform === 'linux' ? 'this machine has no display' : null);
    const isRoot = process.getuid?.() === 0;
    expect(reasonForNoElectron({ DISPLAY: ':0' }, found)).toBe(isRoot ? 'its sandbox does not run as root' : null);
  });
});
