/** What a program of somebody else on this machine gets when the browser is led to its port, and what it can do with it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { startLoopbackHost, type LoopbackHost } from '../../main/hosts/loopback/main.ts';

let folder: string;
let host: LoopbackHost;
let browser: Browser;
let stranger: Server;
const cookiesSeen: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-key-'));
  const [rendererDirectory, { executablePath, args }] = [await ensureRendererBuilt(), await findChromium()];
  host = await startLoopbackHost({ port: 0, dataDirectory: folder, rendererDirectory, serverUrl: null });
  browser = await chromium.launch({ executablePath, args });
  stranger = createServer((request, response) => {
    cookiesSeen.push(request.headers.cookie ?? '');
    response.writeHead(200, { 'content-type': 'text/html' }).end('<title>stranger</title>');
  });
  await new Promise<void>((resolve) => void stranger.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  stranger.close();
  await browser.close();
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const openWire = (headers: Record<string, string>, protocols: string[]): Promise<string> =>
  new Promise((resolve) => {
    const { origin } = new URL(host.url);
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/wire`, protocols, {
      headers: { origin, ...headers },
    });
    socket.once('open', () => {
      resolve('open');
      socket.close();
    });
    socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.once('error', (error) => resolve(error.message));
  });

it('SEC-129: a stranger’s port is sent the cookie, which opens no wire; the page has the key, and its address has it no more', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(host.url);
  await page.getByRole('textbox').first().waitFor();
  const { origin } = new URL(host.url);
  expect(page.url()).toBe(`${origin}/`);
  const key = (await page.evaluate(() => localStorage.getItem('peyvand.window'))) ?? '';
  expect(key).toMatch(/^[\w-]{43}$/);

  const strangerUrl = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`;
  const lured = await context.newPage();
  await lured.goto(strangerUrl);
  const cookie = cookiesSeen.find((seen) => seen.includes('peyvand-')) ?? '';
  // Browsers do that: cookies know no ports.
  expect(cookie).toContain(`peyvand-${new URL(origin).port}=`);
  expect(await lured.evaluate(() => localStorage.getItem('peyvand.window'))).toBeNull();
  expect(await openWire({ cookie }, [])).toBe('403');
  expect(await openWire({ cookie }, ['peyvand', 'x'.repeat(43)])).toBe('403');
  expect(await openWire({ cookie }, ['peyvand', key])).toBe('open');
  // Nor can its page use the browser that has both.
  expect(
    await lured.evaluate(
      ({ address, stolen }) =>
        new Promise((resolve) => {
          const socket = new globalThis.WebSocket(address, ['peyvand', stolen]);
          socket.addEventListener('open', () => resolve('open'));
          socket.addEventListener('close', () => resolve('closed'));
        }),
      { address: `${origin.replace('http', 'ws')}/wire`, stolen: key },
    ),
  ).toBe('closed');

  // A further window of the same browser, and the same one loaded anew, are in.
  const second = await context.newPage();
  await second.goto(`${origin}/`);
  await second.getByRole('textbox').first().waitFor();
  await page.reload();
  await page.getByRole('textbox').first().waitFor();
  await context.close();
});
