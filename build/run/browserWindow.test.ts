import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openBrowserWindow, reasonForNoWindow } from './browserWindow.ts';

/** No test machine has a display: a script that notes how it was called stands for the browser. */
describe.skipIf(process.platform === 'win32')('the browser window', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-window-'));
    vi.stubEnv('PEYVAND_CHROMIUM', join(folder, 'browser'));
  });

  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  test('is an application window with a profile of its own, and goes when told', async () => {
    await pretendBrowser('exec sleep 60');
    const window = await openBrowserWindow('http://127.0.0.1:8720/?token=1', join(folder, 'profile'));
    const called = await vi.waitFor(() => readFile(join(folder, 'called'), 'utf8').then(nonEmpty), 10_000);
    expect(called).toContain('--app=http://127.0.0.1:8720/?token=1\n');
    expect(called).toContain(`--user-data-dir=${join(folder, 'profile')}\n`);
    // Nothing of what a window showed may be written into that profile.
    expect(called).toContain('--incognito\n');
    expect(called).toContain('--inprivate\n');
    await window.close();
    await window.close();
  });

  test('closing it is noticed', async () => {
    await pretendBrowser('sleep 4');
    const window = await openBrowserWindow('http://127.0.0.1:8720/', join(folder, 'profile'));
    await expect(window.closed).resolves.toBe(undefined);
  });

  test('a browser that only hands the address over does not count as closed', async () => {
    await pretendBrowser('exit 0');
    const window = await openBrowserWindow('http://127.0.0.1:8720/', join(folder, 'profile'));
    await window.close();
    const first = await Promise.race([window.closed.then(() => 'closed'), new Promise((tick) => setImmediate(tick))]);
    expect(first).toBe(undefined);
  });

  test('needs a display and a browser', async () => {
    await pretendBrowser('exit 0');
    expect(reasonForNoWindow({ DISPLAY: ':0' })).toBe(null);
    expect(reasonForNoWindow({ WAYLAND_DISPLAY: 'wayland-0' })).toBe(null);
  });

  test.runIf(process.platform === 'linux')('without a display there is a reason', async () => {
    await pretendBrowser('exit 0');
    expect(reasonForNoWindow({ DISPLAY: '' })).toMatch(/no display/);
  });

  async function pretendBrowser(script: string): Promise<void> {
    const path = join(folder, 'browser');
    await writeFile(path, `#!/bin/sh\nprintf '%s\\n' "$@" > '${join(folder, 'called')}'\n${script}\n`);
    await chmod(path, 0o755);
  }
});

function nonEmpty(text: string): string {
  expect(text).not.toBe('');
  return text;
}
