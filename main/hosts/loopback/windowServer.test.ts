import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import type { Wire } from '../../../shared/rpc/wire.ts';
import { startWindowServer, type WindowServer } from './windowServer.ts';

let folder: string;
let server: WindowServer;
let origin: string;
const wires: Wire[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-window-'));
  await mkdir(join(folder, 'renderer'));
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>window</title>');
  await writeFile(join(folder, 'renderer', 'app.js'), 'export {}');
  await writeFile(join(folder, 'secret.txt'), 'outside');
  server = await startWindowServer({
    port: 0,
    rendererDirectory: join(folder, 'renderer'),
    randomness: createSeededRandomness(1),
    onWire: (wire) => {
      wires.push(wire);
      wire.onMessage((message) => wire.send(message));
    },
  });
  origin = new URL(server.issueUrl()).origin;
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

/** Plain HTTP: `fetch` would not let a test lie about Host or send dots in a path. */
function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: string }> {
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, headers, method }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

async function enter(): Promise<string> {
  const url = new URL(server.issueUrl());
  const answer = await get(`${url.pathname}${url.search}`);
  return String(answer.headers['set-cookie']).split(';')[0] ?? '';
}

function open(headers: Record<string, string>, path = '/wire'): Promise<WebSocket | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', () => {});
  });
}

/** Bytes as no well-behaved client writes them. Resolves to all that came back, when the connection has ended. */
function sendRaw(bytes: string, { isReset = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.write(bytes, () => {
      if (isReset) socket.resetAndDestroy();
    });
  });
}

describe('window server', () => {
  it('exchanges a token once for a strict cookie and takes it out of the address', async () => {
    const url = new URL(server.issueUrl());
    const first = await get(`${url.pathname}${url.search}`);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/^peyvand-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(`${url.pathname}${url.search}`)).status).toBe(403);
  });

  it('shows nothing without a session, and the page at every address with one', async () => {
    expect((await get('/')).status).toBe(403);
    expect((await get('/app.js')).status).toBe(403);
    const cookie = await enter();
    expect(await get('/', { cookie })).toMatchObject({ status: 200, body: '<title>window</title>' });
    expect((await get('/customers/42', { cookie })).body).toBe('<title>window</title>');
    expect((await get('/app.js', { cookie })).headers['content-type']).toContain('javascript');
  });

  it('serves only the folder of the window', async () => {
    const cookie = await enter();
    for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/....//secret.txt'])
      expect((await get(path, { cookie })).body).not.toContain('outside');
  });

  it('goes on with the window it started with when a build replaces or removes the files', async () => {
    const cookie = await enter();
    await rm(join(folder, 'renderer', 'app.js'));
    const answer = await get('/app.js', { cookie });
    expect([answer.status, answer.body]).toEqual([200, 'export {}']);
    const again = await get('/app.js', { cookie, 'if-none-match': String(answer.headers['etag']) });
    expect([again.status, again.body]).toEqual([304, '']);
    expect((await get('/missing.js', { cookie })).status).toBe(404);
  });

  it('refuses other names for this machine, other methods, and a made-up cookie', async () => {
    const cookie = await enter();
    expect((await get('/', { cookie, host: 'evil.example' })).status).toBe(421);
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
    expect((await get('/', { cookie: `${cookie}x` })).status).toBe(403);
  });

  it('outlives addresses that are none, from anybody', async () => {
    const { host } = new URL(origin);
    const cookie = await enter();
    const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket';
    for (const target of ['//', '//?token=x', 'http://', '//:0', '/%E0%A4%A', '*']) {
      const head = `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n`;
      expect(await sendRaw(`${head}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 \d{3} /);
      expect(await sendRaw(`${head}${upgrade}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
    }
    expect((await get('/', { cookie })).status).toBe(200);
  });

  it('outlives a refused upgrade whose sender hangs up at once', async () => {
    const head = `GET /other HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`;
    await Promise.all(Array.from({ length: 50 }, () => sendRaw(head + 'x'.repeat(10_000), { isReset: true })));
    expect((await get('/')).status).toBe(403);
  });

  it('sends a policy that allows only our own scripts', async () => {
    const { headers } = await get('/', { cookie: await enter() });
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it('opens a wire for our own page only', async () => {
    const cookie = await enter();
    expect(await open({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await open({ cookie })).toBe(403);
    expect(await open({ origin })).toBe(403);
    expect(await open({ cookie, origin }, '/other')).toBe(403);
    const socket = await open({ cookie, origin });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const echoed = new Promise((resolve) => {
      socket.on('message', (data: Buffer) => resolve(data.toString()));
    });
    socket.send('سلام');
    expect(await echoed).toBe('سلام');
    socket.close();
  });

  it('closes a wire that sends a hundred megabytes', async () => {
    const socket = await open({ cookie: await enter(), origin });
    if (typeof socket === 'number') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => {
      socket.on('close', resolve);
    });
    socket.send(Buffer.alloc(100 * 1024 * 1024, 0x20));
    expect(await closed).toBe(1009);
  });
});
