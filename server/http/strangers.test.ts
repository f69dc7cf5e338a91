/** Whoever has no token of ours: bounded by where they come from, before anything is asked or kept for them. */
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { ServerApp } from '../api/app.ts';
import { silentLog } from '../log.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';
import { RATE_LIMITS } from './rates.ts';
import { startHttpServer, type HttpServer, type HttpServerOptions } from './server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

/** On a node of its own, which ends with it. @param change What the test puts in the place of a part of it. */
async function serving(
  options: Partial<HttpServerOptions>,
  work: (http: HttpServer) => Promise<void>,
  change: (node: ServerApp) => Partial<ServerApp> = () => ({}),
): Promise<void> {
  const node = await server.openNode();
  const http = await startHttpServer({
    app: { ...node, ...change(node) },
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    trustedProxies: 1,
    ...options,
  });
  try {
    await work(http);
  } finally {
    await http.close();
  }
}
/** Of one who says where they come from as a proxy tells it. */
const headersOf = (address: string, token?: string) => ({
  'x-forwarded-for': address,
  'content-type': 'application/json',
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
});
const greet = async ({ url }: HttpServer, address: string, token: string): Promise<number> =>
  (await fetch(`${url}/sync/v1/handshake`, { method: 'POST', body: '{}', headers: headersOf(address, token) })).status;

describe('tokens that nobody has looked at', () => {
  test('SEC-134: are looked up as often as their sender may ask, whatever they are; known ones go on behind the same address', async () => {
    let asked = 0;
    const counting = (node: ServerApp): Partial<ServerApp> => ({
      admit: (token) => {
        asked += 1;
        return node.admit(token);
      },
    });
    const work = async (http: HttpServer): Promise<void> => {
      const ali = await server.device('ali');
      expect(await greet(http, '2001:db8::1', ali.token)).toBe(400);
      const before = asked;
      const statuses: number[] = [];
      for (let turn = 0; turn < 10; turn += 1) statuses.push(await greet(http, `2001:db8::${turn}`, `made-up-${turn}`));
      expect(statuses).toEqual([401, 401, 401, ...Array.from({ length: 7 }, () => 429)]);
      expect(asked - before).toBe(3);
      expect(await greet(http, '2001:db8::1', ali.token)).toBe(400);
      expect(await greet(http, '2001:db8:0:1::1', 'made-up')).toBe(401);
    };
    await serving({ rates: { ...RATE_LIMITS, address: 4 } }, work, counting);
  });

  test('SEC-134: take no turn of those who work: they are refused while all turns are taken', async () => {
    const held = Promise.withResolvers<void>();
    let working = 0;
    const holding = (node: ServerApp): Partial<ServerApp> => ({
      push: async (sender, payload) => {
        working += 1;
        await held.promise;
        return node.push(sender, payload);
      },
    });
    const work = async (http: HttpServer): Promise<void> => {
      const ali = await server.device('ali');
      const pushing = fetch(`${http.url}/sync/v1/push`, {
        method: 'POST',
        body: '{}',
        headers: headersOf('192.0.2.1', ali.token),
      });
      await expect.poll(() => working).toBe(1);
      for (let turn = 0; turn < 5; turn += 1) expect(await greet(http, '192.0.2.1', `made-up-${turn}`)).toBe(401);
      held.resolve();
      expect((await pushing).status).toBe(400);
    };
    await serving({ turns: { atWork: 1, waiting: 1 } }, work, holding);
  });

  test('SEC-134: a token that ended is a stranger’s from then on', async () => {
    await serving({ rates: { ...RATE_LIMITS, address: 2 } }, async (http) => {
      const sara = await server.device('sara');
      expect(await greet(http, '192.0.2.1', sara.token)).toBe(400);
      await server.database.rows('UPDATE devices SET revoked_at = now() WHERE id = $1', [sara.id]);
      expect(await greet(http, '192.0.2.1', sara.token)).toBe(401);
      expect(await greet(http, '192.0.2.1', sara.token)).toBe(401);
      expect(await greet(http, '192.0.2.1', sara.token)).toBe(429);
    });
  });
});

describe('messages of strangers', () => {
  /** Sends a part of a sign-in. */
  function signInSlowly({ url }: HttpServer, address: string): { status: Promise<number>; finish(): void } {
    const text = JSON.stringify({ login: 'nobody', password: 'x' });
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const headers = { ...headersOf(address), 'content-length': Buffer.byteLength(text) };
    const sending = httpRequest(`${url}/auth/v1/sign-in`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sending.on('error', reject);
    sending.write(text.slice(0, 5));
    return { status: promise, finish: () => void sending.end(text.slice(5)) };
  }

  test('SEC-134: so many may be on their way at once, few of one sender; whoever looks after the server is answered', async () => {
    await serving({ strangers: { inAll: 3, ofOneCaller: 2 } }, async (http) => {
      const slow = ['2001:db8::1', '2001:db8::2', '2001:db8::3'].map((address) => signInSlowly(http, address));
      // One of the three was too many of their network.
      expect(await Promise.race(slow.map(({ status }) => status))).toBe(503);
      const others = ['192.0.2.1', '192.0.2.2'].map((address) => signInSlowly(http, address));
      expect(await Promise.race(others.map(({ status }) => status))).toBe(503);
      for (const path of ['/health', '/ready']) expect((await fetch(`${http.url}${path}`)).status).toBe(200);
      for (const one of [...slow, ...others]) one.finish();
      const statuses = await Promise.all([...slow, ...others].map(({ status }) => status));
      expect([401, 503].map((one) => statuses.filter((status) => status === one).length)).toEqual([3, 2]);
      // Their places are free again.
      const again = signInSlowly(http, '192.0.2.2');
      again.finish();
      expect(await again.status).toBe(401);
    });
  });
});
