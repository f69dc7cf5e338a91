import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { silentLog } from '../log.ts';
import { createTestServer, type TestServer } from '../testing/testCompany.ts';
import { startHttpServer, type HttpServer } from './server.ts';

let server: TestServer;
let http: HttpServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  http = await startHttpServer({ app: server.app, log: silentLog, host: '127.0.0.1', port: 0, trustedProxies: 0 });
});
afterAll(async () => {
  await http.close();
  await server.close();
});

const EXPECTED = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

test('SEC-123: every answer says that it is data and nobody’s page: replies, errors, streams, what is no route', async () => {
  const ali = await server.device('ali');
  const bearer = { authorization: `Bearer ${ali.token}` };
  const answers = [
    fetch(`${http.url}/health`),
    fetch(`${http.url}/openapi.json`),
    fetch(`${http.url}/nowhere`),
    fetch(`${http.url}/sync/v1/push`, { method: 'POST', body: '{"torn', headers: bearer }),
    fetch(`${http.url}/sync/v1/push`, { method: 'POST', body: '{}' }),
    fetch(`${http.url}/sync/v1/handshake`, { method: 'POST', body: JSON.stringify(ali.greeting()), headers: bearer }),
    fetch(`${http.url}/sync/v1/poke`, { headers: bearer }),
    fetch(`${http.url}/health`, { method: 'OPTIONS', headers: { origin: 'https://evil.example' } }),
  ];
  const statuses: number[] = [];
  for (const answer of answers) {
    const { status, headers, body } = await answer;
    statuses.push(status);
    expect({ status, ...Object.fromEntries(headers) }).toMatchObject({ status, ...EXPECTED });
    // No other page may read it.
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect([headers.get('server'), headers.get('x-powered-by'), headers.get('strict-transport-security')]).toEqual([
      null,
      null,
      null,
    ]);
    await body?.cancel();
  }
  expect(statuses).toEqual([200, 200, 404, 400, 401, 200, 200, 404]);
});

test.each([
  ['no HTTP at all\r\n\r\n', '400 Bad Request'],
  [`GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, '431 Request Header Fields Too Large'],
  [
    'POST /sync/v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n',
    '400 Bad Request',
  ],
])('SEC-123: so does what is no request', async (bytes, status) => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(http.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.once('close', () => resolve(text)).once('error', () => undefined);
  });
  expect(answer.split('\r\n')[0]).toBe(`HTTP/1.1 ${status}`);
  for (const [name, value] of Object.entries(EXPECTED)) expect(answer).toContain(`${name}: ${value}`);
  expect(answer.split('\r\n\r\n')[1]).toBe('');
  expect((await fetch(`${http.url}/health`)).status).toBe(200);
});
