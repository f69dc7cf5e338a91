/** What is too large, over a real socket: refused, and told so that the sender hears it. How little is read of it: `body.test.ts`. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { DEVICE_ROUTES, serverContract } from '../../shared/contract/server.ts';
import { HELD_GROUPS_MAXIMUM, MESSAGE_BYTES_MAXIMUM, PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { silentLog } from '../log.ts';
import { create, createTestServer, customerBody, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { startHttpServer, type HttpServer } from './server.ts';

let server: TestServer;
let http: HttpServer;
let ali: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  http = await startHttpServer({ app: server.app, log: silentLog, host: '127.0.0.1', port: 0, trustedProxies: 0 });
  ali = await server.device('ali');
});
afterAll(async () => {
  await http.close();
  await server.close();
});

const post = (path: string, body: NonNullable<RequestInit['body']>, headers: object = {}): Promise<Response> =>
  fetch(`${http.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${ali.token}`, 'content-type': 'application/json', ...headers },
  });

const MEGABYTE = Buffer.alloc(1_000_000, 32);
/** Sends a push of so many megabytes, and reads nothing before the last of them is on its way. @returns The whole answer. */
async function sendAllThenRead(megabytes: number, framing: 'announced' | 'chunked'): Promise<string> {
  const { port } = new URL(http.url);
  const socket = connect({ port: Number(port), host: '127.0.0.1' }).pause();
  const write = (piece: string | Buffer): Promise<void> =>
    new Promise((resolve, reject) => void socket.write(piece, (error) => (error ? reject(error) : resolve())));
  const length = framing === 'announced' ? `content-length: ${megabytes * 1_000_000}` : 'transfer-encoding: chunked';
  await write(`POST /sync/v1/push HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${ali.token}\r\n${length}\r\n\r\n`);
  for (let sent = 0; sent < megabytes; sent += 1) {
    if (framing === 'chunked') await write(`${MEGABYTE.length.toString(16)}\r\n`);
    await write(MEGABYTE);
    if (framing === 'chunked') await write('\r\n');
  }
  if (framing === 'chunked') await write('0\r\n\r\n');
  let answer = '';
  for await (const piece of socket) {
    answer += String(piece);
    if (answer.endsWith('}')) break;
  }
  return answer;
}

const TOO_LARGE = { code: 'message_too_large', facts: { limit: MESSAGE_BYTES_MAXIMUM } };

test.each(['announced', 'chunked'] as const)(
  'SYNC-56: a message of 100 MB (%s) is refused with 413, which a sender that reads last still hears',
  async (framing) => {
    const answer = await sendAllThenRead(100, framing);
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toEqual(TOO_LARGE);
  },
);

test('SYNC-56: what is small on the line and 100 MB when inflated is refused too', async () => {
  const bomb = gzipSync(Buffer.alloc(100_000_000), { level: 9 });
  expect(bomb.length).toBeLessThan(200_000);
  const response = await post('/sync/v1/push', bomb, { 'content-encoding': 'gzip' });
  expect([response.status, await response.json()]).toEqual([413, TOO_LARGE]);
});

test('SEC-124: of strangers no route takes more than 64 KB, whatever it is for', async () => {
  const strangers = (Object.keys(serverContract) as (keyof typeof serverContract)[]).filter(
    (name) => !DEVICE_ROUTES.includes(name) && serverContract[name]['~orpc'].route.method === 'POST',
  );
  expect(strangers).toEqual(expect.arrayContaining(['signIn', 'requestRecovery', 'collectRecovery']));
  for (const name of strangers) {
    const response = await post(serverContract[name]['~orpc'].route.path ?? '', JSON.stringify('x'.repeat(70_000)));
    expect([name, response.status]).toEqual([name, 413]);
  }
});

test('SYNC-56: a message of the wrong shape is refused and nothing of it is applied', async () => {
  const id = server.newId();
  const good = ali.write(create('customers', 'company', id, customerBody('x', 'north')));
  const bad = [
    { protocol: 1, groups: [] },
    { protocol: 1, groups: [good, { bytes: 1 }] },
    { protocol: 1, groups: [good], more: true },
    { protocol: 1, groups: Array.from({ length: 1_001 }, () => good) },
  ];
  for (const body of bad)
    expect(await (await post('/sync/v1/push', JSON.stringify(body))).json()).toMatchObject({
      code: 'invalid_input',
      facts: { reason: 'shape' },
    });
  expect(await server.record('customers', id)).toBeNull();
});

test('SYNC-56: a greeting and a pull take no message as large as a push; the largest greeting that there is passes', async () => {
  const { view } = await ali.handshake();
  const padding = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`collection ${index}`, 1]));
  const pull = { protocol: PROTOCOL_VERSION, device: ali.id, view, epoch: ali.epoch, cursor: padding };
  const held = Array.from({ length: HELD_GROUPS_MAXIMUM }, (_, index) => ({
    hash: index.toString(16).padStart(64, '0'),
    reason: 'x'.repeat(64),
  }));
  const statusOf = async (path: string, message: object): Promise<number> =>
    (await post(path, JSON.stringify(message))).status;
  expect(await statusOf('/sync/v1/handshake', { ...ali.greeting(), schema: padding })).toBe(413);
  expect(await statusOf('/sync/v1/pull', pull)).toBe(413);
  expect(await statusOf('/sync/v1/handshake', { ...ali.greeting(), held })).toBe(200);
});

test('sign-in takes no large message at all', async () => {
  expect((await post('/auth/v1/sign-in', Buffer.alloc(100_000, 32))).status).toBe(413);
});
