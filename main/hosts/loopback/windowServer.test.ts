import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
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

async function letIn(): Promise<{ cookie: string; key: string }> {
  const url = new URL(server.issueUrl());
  const answer = await get(`${url.pathname}${url.search}`);
  return {
    cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '',
    key: String(answer.headers['location']).split('#window=')[1] ?? '',
  };
}

const enter = async (): Promise<string> => (await letIn()).cookie;

function open(
  { key, ...headers }: Record<string, string>,
  path = '/wire',
  at = origin,
): Promise<WebSocket | number | string> {
  return new Promise((resolve) => {
    const protocols = key === undefined ? [] : ['peyvand', key];
    const socket = new WebSocket(`${at.replace('http', 'ws')}${path}`, protocols, { headers });
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', (error) => resolve(error.message));
  });
}

/** Bytes as no well-behaved client writes them. Resolves to all that came back, when the connection has ended. */
function sendRaw(bytes: string, { isReset = false, port = new URL(origin).port } = {}): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
    socket.write(bytes, () => {
      if (isReset) socket.resetAndDestroy();
    });
  });
}

const reaches = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 }, () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('timeout', () => {
      resolve(false);
      socket.destroy();
    });
  });

describe('window server', () => {
  it('exchanges a token once for a strict cookie and takes it out of the address', async () => {
    const url = new URL(server.issueUrl());
    const first = await get(`${url.pathname}${url.search}`);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toMatch(/^\/#window=[\w-]{43}$/);
    expect(String(first.headers['set-cookie'])).toMatch(/^peyvand-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(`${url.pathname}${url.search}`)).status).toBe(403);
  });

  it('SEC-129: leads with a fresh token to its own page, whatever the address asked for', async () => {
    for (const path of ['/.//elsewhere.example/', '//elsewhere.example/', '/\\elsewhere.example/', '/customers/42']) {
      const answer = await get(`${path}?token=${new URL(server.issueUrl()).searchParams.get('token')}`);
      expect([path, answer.status, answer.headers['location']]).toEqual([
        path,
        303,
        expect.stringMatching(/^\/#window=[\w-]{43}$/),
      ]);
    }
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

  it('SEC-129: opens a wire for our own page only, with the cookie and the key of one session', async () => {
    const { cookie, key } = await letIn();
    const other = await letIn();
    const refused: [string, Record<string, string>, string?][] = [
      ['a page elsewhere', { cookie, key, origin: 'http://evil.example' }],
      ['a page of another port of this machine', { cookie, key, origin: 'http://127.0.0.1:1' }],
      ['a page without an origin', { cookie, key, origin: 'null' }],
      ['our name by another scheme', { cookie, key, origin: origin.replace('http', 'https') }],
      ['a program that names none', { cookie, key }],
      ['no cookie', { key, origin }],
      ['no key: who has only seen the cookie', { cookie, origin }],
      ['the key of another session', { cookie, key: other.key, origin }],
      ['the cookie of another session', { cookie: other.cookie, key, origin }],
      ['a key that was made up', { cookie, key: 'x'.repeat(43), origin }],
      ['another path', { cookie, key, origin }, '/other'],
      ['a name that leads here', { cookie, key, origin: 'http://rebound.example', host: 'rebound.example' }],
      ['all addresses at once', { cookie, key, origin, host: `0.0.0.0:${new URL(origin).port}` }],
    ];
    for (const [who, headers, path] of refused) expect([who, await open(headers, path)]).toEqual([who, 403]);
    for (const session of [{ cookie, key }, other]) {
      const socket = await open({ ...session, origin });
      if (typeof socket !== 'object') throw new Error(`refused with ${socket}`);
      expect(socket.protocol).toBe('peyvand');
      const echoed = new Promise((resolve) => {
        socket.on('message', (data: Buffer) => resolve(data.toString()));
      });
      socket.send('سلام');
      expect(await echoed).toBe('سلام');
      socket.close();
    }
  });

  it('SEC-129: a token lets one in once, whoever else has seen it; a session of an earlier run lets nobody in', async () => {
    const url = new URL(server.issueUrl());
    const first = await get(`${url.pathname}${url.search}`);
    expect((await get(`${url.pathname}${url.search}`)).status).toBe(403);
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    // A reload of the first address by the window that is in: no second key.
    const again = await get(`${url.pathname}${url.search}`, { cookie });
    expect([again.status, again.headers['location'], again.headers['set-cookie']]).toEqual([303, '/', undefined]);
    for (const token of ['', 'x', 'x'.repeat(43), '%00'])
      expect([token, (await get(`/?token=${token}`)).status]).toEqual([token, 403]);
    const earlier = await startWindowServer({
      port: 0,
      rendererDirectory: join(folder, 'renderer'),
      randomness: createSeededRandomness(2),
      onWire: () => {},
    });
    const earlierUrl = new URL(earlier.issueUrl());
    const entered = await fetch(earlierUrl, { redirect: 'manual' });
    await earlier.close();
    const value = String(entered.headers.get('set-cookie')).split(';')[0]?.split('=')[1] ?? '';
    expect(value).toMatch(/^[\w-]{43}$/);
    const stale = `peyvand-${new URL(origin).port}=${value}`;
    expect((await get('/', { cookie: stale })).status).toBe(403);
    // Beside a stale one, ours is found all the same.
    expect((await get('/', { cookie: `${stale}; ${cookie}` })).status).toBe(200);
  });

  it('SEC-129: answers to its own names alone', async () => {
    const { port } = new URL(origin);
    const cookie = await enter();
    const names = [`127.0.0.1:${port}`, `localhost:${port}`];
    for (const host of names) expect([host, (await get('/', { cookie, host })).status]).toEqual([host, 200]);
    const foreign = [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `0.0.0.0:${port}`,
      `[::1]:${port}`,
      `127.0.0.2:${port}`,
      `localhost.:${port}`,
      '127.0.0.1',
      `127.0.0.1:${Number(port) + 1}`,
      `user@127.0.0.1:${port}`,
    ];
    for (const host of foreign) {
      expect([host, (await get('/', { cookie, host })).status]).toEqual([host, 421]);
      // Nor does a token get out of somebody's hands there.
      const { pathname, search } = new URL(server.issueUrl());
      expect([host, (await get(`${pathname}${search}`, { host })).headers['set-cookie']]).toEqual([host, undefined]);
    }
    expect(await sendRaw('GET / HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /);
    expect(await sendRaw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: evil.example\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 (400|421) /,
    );
  });

  it('SEC-129: listens on 127.0.0.1 and nowhere else', async () => {
    const { port } = new URL(origin);
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const others = addresses.map(({ address }) => address).filter((address) => address !== '127.0.0.1');
    for (const host of ['::1', '127.0.0.2', ...others])
      expect([host, await reaches(host, Number(port))]).toEqual([host, false]);
    expect(await reaches('127.0.0.1', Number(port))).toBe(true);
  });

  it('SEC-129: whoever is slow, or says too much, is sent away, and others are served', async () => {
    const impatient = await startWindowServer({
      port: 0,
      rendererDirectory: join(folder, 'renderer'),
      randomness: createSeededRandomness(3),
      onWire: () => {},
      patience: { head: 40, request: 80, connections: 4 },
    });
    const at = new URL(impatient.issueUrl()).port;
    try {
      // Half a head, and never more; nothing at all would do as well.
      expect(await sendRaw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${at}\r\nX-Slow: `, { port: at })).toMatch(
        /^HTTP\/1\.1 408 /,
      );
      const body = `POST / HTTP/1.1\r\nHost: 127.0.0.1:${at}\r\nContent-Length: 1000000\r\n\r\nx`;
      expect(await sendRaw(body, { port: at })).toMatch(/^HTTP\/1\.1 (405|408) /);
    } finally {
      await impatient.close();
    }
    const { host } = new URL(origin);
    expect(await sendRaw(`GET / HTTP/1.1\r\nHost: ${host}\r\nCookie: ${'x'.repeat(100_000)}\r\n\r\n`)).toMatch(
      /^HTTP\/1\.1 431 /,
    );
    expect((await get(`/${'x'.repeat(8_000)}`, { cookie: await enter() })).status).toBe(200);
    expect((await get('/')).status).toBe(403);
  });

  it('SEC-129: no more connections than a handful of windows needs', async () => {
    const narrow = await startWindowServer({
      port: 0,
      rendererDirectory: join(folder, 'renderer'),
      randomness: createSeededRandomness(4),
      onWire: () => {},
      patience: { head: 10_000, request: 20_000, connections: 3 },
    });
    const port = Number(new URL(narrow.issueUrl()).port);
    const lines = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = connect(port, '127.0.0.1');
        await new Promise<void>((resolve) => void socket.once('connect', resolve));
        return socket;
      }),
    );
    const ask = (): Promise<string> => sendRaw(`GET / HTTP/1.0\r\n\r\n`, { port: String(port) });
    expect(await ask()).toBe('');
    for (const line of lines) line.destroy();
    await expect.poll(ask).toMatch(/^HTTP\/1\.1 421 /);
    await narrow.close();
  });

  it('closes a wire that sends a hundred megabytes', async () => {
    const socket = await open({ ...(await letIn()), origin });
    if (typeof socket !== 'object') throw new Error(`refused with ${socket}`);
    const closed = new Promise<number>((resolve) => {
      socket.on('close', resolve);
    });
    socket.send(Buffer.alloc(100 * 1024 * 1024, 0x20));
    expect(await closed).toBe(1009);
  });
});
