/**
 * The server over a real socket: what every route shares (bodies, compression, errors, limits, streams, its end). Long, because all of it is
 * tried against one running server.
 */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { DEVICE_CALLS, deviceCalls } from '../../shared/contract/server.ts';
import { PROTOCOL_VERSION, wireErrorSchema } from '../../shared/sync/protocol.ts';
import { createAccount } from '../auth/accounts.ts';
import { createAttemptLimits } from '../auth/attempts.ts';
import type { Log } from '../log.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  patch,
  set,
  type TestServer,
} from '../testing/testCompany.ts';
import { startHttpServer, type HttpServer } from './server.ts';

let server: TestServer;
let http: HttpServer;
let second: HttpServer;
const lines: string[] = [];
const log: Log = Object.fromEntries(
  ['info', 'warn', 'error'].map((level) => [
    level,
    (facts: object, event: string) => lines.push(JSON.stringify({ level, event, ...facts })),
  ]),
) as unknown as Log;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase(), { log });
  http = await startHttpServer({ app: server.app, log, host: '127.0.0.1', port: 0, trustedProxies: 0 });
  second = await startHttpServer({ app: await server.openNode(), log, host: '127.0.0.1', port: 0, trustedProxies: 1 });
  await createAccount(server.database, { personId: idOf('ali'), login: 'ali', password: 'secret-of-ali' });
});
afterAll(async () => {
  await http.close();
  await second.close();
  await server.close();
});

const post = (
  path: string,
  body: NonNullable<RequestInit['body']>,
  headers: Record<string, string> = {},
  url = http.url,
): Promise<Response> =>
  fetch(`${url}${path}`, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const errorOf = async (response: Response) => wireErrorSchema.parse(await response.json());

describe('calls', () => {
  test('sign-in, enrolment, handshake, push and pull over HTTP, compressed both ways', async () => {
    const { ticket } = (await (
      await post('/auth/v1/sign-in', JSON.stringify({ login: 'ali', password: 'secret-of-ali' }))
    ).json()) as { ticket: string };
    expect(ticket).toContain(idOf('ali'));
    const ali = await server.device('ali');
    await server.load(
      Array.from({ length: 50 }, () => ({
        collection: 'customers' as const,
        kind: 'company',
        id: server.newId(),
        body: customerBody('فشرده', 'north'),
      })),
    );
    const id = server.newId();
    const groups = [
      ali.write(create('customers', 'company', id, customerBody('از راه دور', 'north', { note: 'م'.repeat(5_000) }))),
    ];
    const compressed = gzipSync(JSON.stringify({ protocol: PROTOCOL_VERSION, groups }));
    const pushed = await post('/sync/v1/push', compressed, { ...bearer(ali.token), 'content-encoding': 'gzip' });
    expect(pushed.status).toBe(200);
    expect(await pushed.json()).toMatchObject({ outcomes: [{ outcome: 'applied' }] });
    const { token } = await ali.heads();
    const { view } = await ali.handshake();
    const page = {
      protocol: PROTOCOL_VERSION,
      device: ali.id,
      view,
      epoch: ali.epoch,
      cursor: {},
      token,
      page: { scope: NORTH, after: 0, limit: 2_000 },
    };
    const pulled = await post('/sync/v1/pull', JSON.stringify(page), {
      ...bearer(ali.token),
      'accept-encoding': 'gzip',
    });
    expect(pulled.headers.get('content-encoding')).toBe('gzip');
    const asCompressed: unknown = await pulled.json();
    expect(JSON.stringify(asCompressed)).toContain(id);
    const plain = await post('/sync/v1/pull', JSON.stringify(page), {
      ...bearer(ali.token),
      'accept-encoding': 'identity',
    });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.json()).toEqual(asCompressed);
  });

  test('errors have one body and a status that fits', async () => {
    const ali = await server.device('ali');
    const cases: [Promise<Response>, number, string][] = [
      [post('/auth/v1/sign-in', JSON.stringify({ login: 'ali', password: 'wrong' })), 401, 'wrong_credentials'],
      [post('/sync/v1/push', '{}'), 401, 'not_signed_in'],
      [post('/sync/v1/push', '{}', bearer('nobodys-token')), 401, 'not_enrolled'],
      [post('/sync/v1/push', '{}', bearer(ali.token)), 400, 'invalid_input'],
      [post('/sync/v1/push', '{"torn', bearer(ali.token)), 400, 'invalid_input'],
      [post('/sync/v1/push', new Uint8Array([0xff, 0xfe]), bearer(ali.token)), 400, 'invalid_input'],
      [post('/sync/v1/push', 'no gzip', { ...bearer(ali.token), 'content-encoding': 'gzip' }), 400, 'invalid_input'],
      [post('/sync/v1/push', 'x', { ...bearer(ali.token), 'content-encoding': 'br' }), 400, 'invalid_input'],
      [post('/sync/v1/handshake', JSON.stringify({ protocol: 99 }), bearer(ali.token)), 426, 'protocol_older'],
      [
        post('/sync/v1/handshake', JSON.stringify({ ...ali.greeting(), device: server.newId() }), bearer(ali.token)),
        403,
        'token_foreign',
      ],
      [post('/nowhere', '{}'), 404, 'not_found'],
      [fetch(`${http.url}/sync/v1/push`), 404, 'not_found'],
    ];
    for (const [response, status, code] of cases) {
      const answer = await response;
      expect({ status: answer.status, ...(await errorOf(answer)) }).toMatchObject({ status, code });
    }
  });

  test('a defect says nothing of itself to the device and everything to the log; the next request is served', async () => {
    const ali = await server.device('ali');
    await server.database.rows('ALTER TABLE epochs RENAME TO epochs_away');
    const response = await post(
      '/sync/v1/push',
      JSON.stringify({
        protocol: 1,
        groups: [ali.write(create('customers', 'company', server.newId(), customerBody('x', 'north')))],
      }),
      bearer(ali.token),
    );
    await server.database.rows('ALTER TABLE epochs_away RENAME TO epochs');
    expect([response.status, await errorOf(response)]).toEqual([
      500,
      { code: 'internal', facts: { reason: 'defect' } },
    ]);
    expect(lines.join('\n')).toMatch(/call\.failed.*42P01/);
    expect((await fetch(`${http.url}/ready`)).status).toBe(200);
  });

  test('too many attempts are answered with 429 and when to come back; a proxy’s word counts only where it is trusted', async () => {
    const attempts = createAttemptLimits(server.database);
    for (let attempt = 0; attempt < 10; attempt += 1) await attempts.take('ali', '203.0.113.7');
    const body = JSON.stringify({ login: 'ali', password: 'secret-of-ali' });
    const forwarded = { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' };
    const trusted = await post('/auth/v1/sign-in', body, forwarded, second.url);
    expect(trusted.status).toBe(429);
    expect(Number(trusted.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await errorOf(trusted)).toMatchObject({ code: 'throttled' });
    expect((await post('/auth/v1/sign-in', body, forwarded)).status).toBe(200);
  });

  test('health, readiness and the OpenAPI document', async () => {
    expect(await (await fetch(`${http.url}/health`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${http.url}/ready`)).json()).toEqual({ ready: true, database: true, stopping: false });
    const document = (await (await fetch(`${http.url}/openapi.json`)).json()) as {
      paths: Record<string, { post?: { security?: unknown } }>;
    };
    const callPaths = DEVICE_CALLS.map((name) => String(deviceCalls[name]['~orpc'].route.path));
    expect(Object.keys(document.paths).toSorted()).toEqual(
      [
        '/auth/v1/enrol',
        '/auth/v1/erased',
        '/auth/v1/sample-users',
        '/auth/v1/sign-in',
        '/auth/v1/standing',
        '/health',
        '/ready',
        '/recovery/v1/collect',
        '/recovery/v1/request',
        '/recovery/v1/state',
        '/sync/v1/handshake',
        '/sync/v1/pull',
        '/sync/v1/push',
        ...callPaths,
      ].toSorted(),
    );
    // Nobody asks anything of these without a device's token.
    for (const path of callPaths) {
      expect(document.paths[path]?.post?.security).toEqual([{ device: [] }]);
      expect((await post(path, '{}')).status).toBe(401);
    }
    expect(document.paths['/sync/v1/push']?.post?.security).toEqual([{ device: [] }]);
    expect(document.paths['/auth/v1/sign-in']?.post?.security).toBeUndefined();
  });

  test('no secret and nothing of anybody’s records is in the logs', async () => {
    const ali = await server.device('ali');
    await post('/auth/v1/sign-in', JSON.stringify({ login: 'ali', password: 'wrong-secret' }));
    const zero = ali.write(create('customers', 'company', server.newId(), customerBody('نام محرمانه\u0000', 'north')));
    await post('/sync/v1/push', JSON.stringify({ protocol: 1, groups: [zero] }), bearer(ali.token));
    const text = lines.join('\n');
    expect(text).toContain('push.group_parked');
    expect(text).not.toMatch(/wrong-secret|secret-of-ali|محرمانه/);
    expect(text).not.toContain(ali.token);
  });

  test('a request that is cut in the middle leaves nothing, and the server goes on', async () => {
    const ali = await server.device('ali');
    const { port } = new URL(http.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.write(
          `POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ali.token}\r\ncontent-length: 5000\r\n\r\n{"protocol":1`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
      socket.on('error', () => resolve());
    });
    expect((await fetch(`${http.url}/health`)).status).toBe(200);
  });
});

describe('pokes', () => {
  /** Reads events as text until `until` is in them. */
  async function readUntil(reader: ReadableStreamDefaultReader<Uint8Array>, until: string): Promise<string> {
    let text = '';
    while (!text.includes(until)) {
      const { done, value } = await reader.read();
      if (done) throw new Error(`The stream ended after ${text}`);
      text += Buffer.from(value).toString('utf8');
    }
    return text;
  }
  const listen = async (token: string, url: string) => {
    const response = await fetch(`${url}/sync/v1/poke`, { headers: bearer(token) });
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    const reader = response.body!.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    expect(await readUntil(reader, '\n\n')).toBe('data: {"scopes":[]}\n\n');
    return reader;
  };

  test('SYNC-164: a device hears of a change in its scopes, made on another node, without content; of other scopes it hears nothing', async () => {
    const [ali, babak, sara] = await Promise.all([server.device('ali'), server.device('babak'), server.device('sara')]);
    const [north, south] = await Promise.all([listen(babak.token, second.url), listen(sara.token, second.url)]);
    const id = server.newId();
    await ali.push(create('customers', 'company', id, customerBody('پنهان', 'north')));
    expect(await readUntil(north, '\n\n')).toBe(`data: ${JSON.stringify({ scopes: [NORTH] })}\n\n`);
    await sara.push(create('customers', 'company', server.newId(), customerBody('جنوبی', 'south')));
    const heard = await readUntil(south, '\n\n');
    expect(heard).toContain(idOf('south'));
    expect(heard).not.toContain(idOf('north'));
    await Promise.all([north.cancel(), south.cancel()]);
  });

  test('SYNC-164: several changes while a reader is busy are one poke or a few, none is missed', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const reader = await listen(babak.token, http.url);
    const id = server.newId();
    await ali.push(create('customers', 'company', id, customerBody('پی‌درپی', 'north')));
    for (let turn = 0; turn < 10; turn += 1)
      await ali.push(
        patch('customers', 'company', id, {}, set('note', String(turn), turn === 0 ? undefined : String(turn - 1))),
      );
    expect(await readUntil(reader, NORTH)).toContain(NORTH);
    await reader.cancel();
  });

  test('who lost their rights hears no more: the stream ends', async () => {
    const [ada, person] = [await server.device('ada'), server.newId()];
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id: person,
        body: { name: 'موقت', role: 'rep', active: true, territoryIds: [idOf('north')] },
      },
    ]);
    const device = await server.device(person);
    const reader = await listen(device.token, http.url);
    await server.app.call('openAccount', ada.token, { person, open: false, devices: 'keep', reason: '' });
    expect(await reader.read()).toMatchObject({ done: true });
  });

  test('a stream without a good token is an error, no stream', async () => {
    const response = await fetch(`${http.url}/sync/v1/poke`, { headers: bearer('nobodys') });
    expect([response.status, await errorOf(response)]).toEqual([
      401,
      { code: 'not_enrolled', facts: { challenge: expect.any(String) } },
    ]);
  });
});

test('closing ends streams, lets a running request finish and takes no new ones', async () => {
  const node = await server.openNode();
  const own = await startHttpServer({ app: node, log, host: '127.0.0.1', port: 0, trustedProxies: 0 });
  const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
  const stream = await fetch(`${own.url}/sync/v1/poke`, { headers: bearer(babak.token) });
  const id = server.newId();
  // Held up by a lock until after the close began.
  const [held, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const locked = server.database.transaction(async (transaction) => {
    await transaction.rows('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [ali.id]);
    held.resolve();
    await released.promise;
  });
  await held.promise;
  const pushing = post(
    '/sync/v1/push',
    JSON.stringify({
      protocol: 1,
      groups: [ali.write(create('customers', 'company', id, customerBody('آخرین', 'north')))],
    }),
    bearer(ali.token),
    own.url,
  );
  await expect
    .poll(
      async () =>
        (
          await server.database.rows(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
          )
        ).length,
    )
    .toBeGreaterThan(0);
  const closing = own.close();
  expect(await node.readiness()).toMatchObject({ ready: false, stopping: true });
  expect(await stream.text()).toBe('data: {"scopes":[]}\n\n');
  const knock = () =>
    fetch(`${own.url}/health`).then(
      () => 'served',
      () => 'closed',
    );
  await expect.poll(knock).toBe('closed');
  released.resolve();
  await locked;
  expect(await (await pushing).json()).toMatchObject({ outcomes: [{ outcome: 'applied' }] });
  await closing;
});
