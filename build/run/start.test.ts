import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ROOT } from '../commands.ts';
import { findChromium } from '../testing/chromium.ts';

/** The real thing, as a person starts it: window built, PostgreSQL, server, host. */
describe.skipIf(process.platform === 'win32')('npm start', { timeout: 180_000 }, () => {
  let data: string;
  const running: ChildProcess[] = [];

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'peyvand-start-'));
  });

  afterEach(async () => {
    for (const program of running.splice(0)) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
    await vi.waitFor(() => rm(data, { recursive: true, force: true }), 20_000);
  });

  test('comes up, serves the window, stops at one Ctrl-C, and keeps its data', async () => {
    const first = start('--headless', '--sample', 'synthetic:5');
    const address = await readyAddress(first);
    expect(first.output()).toContain('Prepared a sample company with 5 customers.');
    expect(first.output().trimEnd().split('\n').at(-1)).toBe(`Peyvand is ready at ${address}`);
    expect(new URL(address).hostname).toBe('127.0.0.1');
    expect(await wordsInWindow(address)).toContain('پیوند');
    const serverAddress = (await readFile(join(data, 'server', 'address'), 'utf8')).trim();
    expect((await fetch(new URL('/health', serverAddress))).status).toBe(200);

    first.program.kill('SIGINT');
    expect(await exitCode(first)).toBe(0);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
    await expect(fetch(serverAddress)).rejects.toThrow('fetch failed');
    expect(existsSync(join(data, 'server', 'postgres', 'data', 'postmaster.pid'))).toBe(false);

    const second = start('--headless', '--sample', 'synthetic:5');
    await readyAddress(second);
    expect(second.output()).not.toContain('Prepared a sample company');
    second.program.kill('SIGTERM');
    expect(await exitCode(second)).toBe(0);
  });

  test('works without a server', async () => {
    const started = start('--headless', '--no-server');
    const address = await readyAddress(started);
    expect((await fetch(address, { redirect: 'manual' })).headers.get('set-cookie')).toMatch(/HttpOnly/);
    expect(existsSync(join(data, 'server'))).toBe(false);
    started.program.kill('SIGINT');
    expect(await exitCode(started)).toBe(0);
  });

  test('leaves nothing running when it is killed outright', async () => {
    const started = start('--headless', '--sample', 'none');
    const address = await readyAddress(started);
    const serverAddress = (await readFile(join(data, 'server', 'address'), 'utf8')).trim();
    started.program.kill('SIGKILL');
    for (const gone of [address, serverAddress]) {
      await vi.waitFor(() => expect(fetch(gone)).rejects.toThrow('fetch failed'), 20_000);
    }
    const lockFile = join(data, 'server', 'postgres', 'data', 'postmaster.pid');
    await vi.waitFor(() => expect(existsSync(lockFile)).toBe(false), 20_000);
  });

  test('an unknown option is answered with the options, and code 2', async () => {
    const started = start('--prot', '80');
    expect(await exitCode(started)).toBe(2);
    expect(started.output()).toContain("'--prot'");
    expect(started.output()).toContain('--headless');
  });

  interface Started {
    program: ChildProcess;
    output: () => string;
  }

  function start(...programArguments: string[]): Started {
    const withData = [join(ROOT, 'build', 'start.mjs'), ...programArguments, '--data', data];
    const environment = { ...process.env };
    delete environment['DATABASE_URL'];
    const program = spawn(process.execPath, withData, {
      cwd: ROOT,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    running.push(program);
    let output = '';
    program.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    program.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    return { program, output: () => output };
  }

  async function readyAddress({ program, output }: Started): Promise<string> {
    return vi.waitFor(
      () => {
        const address = /^Peyvand is ready at (\S+)$/m.exec(output())?.[1];
        if (address !== undefined) return address;
        if (program.exitCode !== null) return Promise.reject(new Error(`ended:\n${output()}`));
        throw new Error(`not ready yet:\n${output()}`);
      },
      { timeout: 150_000, interval: 100 },
    );
  }

  /** What a real browser shows there once the window has drawn itself. */
  async function wordsInWindow(address: string): Promise<string> {
    const browser = await chromium.launch(await findChromium());
    try {
      const page = await browser.newPage({ locale: 'en-US' });
      await page.goto(address);
      await page.getByRole('button').first().waitFor();
      return await page.locator('body').innerText();
    } finally {
      await browser.close();
    }
  }

  async function exitCode({ program }: Started): Promise<number | null> {
    if (program.exitCode === null && program.signalCode === null) await once(program, 'exit');
    return program.exitCode;
  }
});
