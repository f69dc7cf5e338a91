/** Everything that the server logs or prints while it is used well and badly, searched for what people typed and what opens doors. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { DEVICE_CALLS, deviceCalls } from '../shared/contract/server.ts';
import { PROTOCOL_VERSION } from '../shared/sync/protocol.ts';
import { createAccount } from './auth/accounts.ts';
import { startHttpServer, type HttpServer } from './http/server.ts';
import { createLog, type Log } from './log.ts';
import { create, createTestServer, customerBody, idOf, patch, set, type TestServer } from './testing/testCompany.ts';

const NAME = 'درمانگاه پنهان';
const LATIN_NAME = 'Hidden Clinic';
const PHONE = '+989121112233';
const PASSWORD = 'رمز-پنهان-۷۷';
const WRONG = 'wrong-and-planted';
const LOGIN = 'planted-login';
const PLANTED = [
  NAME,
  LATIN_NAME,
  PHONE,
  '9121112233',
  PASSWORD,
  WRONG,
  LOGIN,
  'planted-path',
  'planted-query',
  'planted-header',
];

let folder: string;
let server: TestServer;
let http: HttpServer;
let log: Log;
const printed: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-logs-'));
  log = createLog('trace', join(folder, 'log'));
  for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void printed.push(words.map(String).join(' ')));
  server = await createTestServer(await createTestDatabase(), { log });
  http = await startHttpServer({ app: server.app, log, host: '127.0.0.1', port: 0, trustedProxies: 0 });
  await createAccount(server.database, { personId: idOf('ali'), login: LOGIN, password: PASSWORD });
});
afterAll(async () => {
  vi.restoreAllMocks();
  await http.close();
  await server.close();
  await rm(folder, { recursive: true });
});

test('SEC-127: no password, token, ticket, key, name, phone or login is in what is logged or printed, whatever is done', async () => {
  const secrets = [...PLANTED];
  const statuses = new Map<number, number>();
  const send = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> => {
    const response = await fetch(`${http.url}${path}`, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-planted': 'planted-header', ...headers },
    });
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    return response.json();
  };
  // Who comes in, and who does not.
  const { ticket } = (await send('/auth/v1/sign-in', { login: LOGIN, password: PASSWORD })) as { ticket: string };
  await send('/auth/v1/sign-in', { login: LOGIN, password: WRONG });
  await send('/auth/v1/sign-in', { login: WRONG, password: PASSWORD });
  await send('/auth/v1/sign-in', { login: 7, password: PASSWORD });
  await send('/auth/v1/sign-in', `{"login":"${LOGIN}","password":"${PASSWORD}"`);
  const [ali, ada] = await Promise.all([server.device('ali'), server.device('ada')]);
  secrets.push(ticket, ali.token, ada.token);
  const enrolled = (await send('/auth/v1/enrol', {
    ticket,
    device: server.newId(),
    deviceName: LATIN_NAME,
    signingKey: 'x',
    protocol: PROTOCOL_VERSION,
  })) as { token?: string };
  expect(enrolled.token).toBeUndefined();
  const bearer = { authorization: `Bearer ${ali.token}` };
  // Work that is taken, held, refused, and that breaks the server.
  const id = server.newId();
  const body = customerBody(NAME, 'north', {
    phones: [{ id: 'p', order: 'a0', label: 'mobile', number: PHONE }],
    note: LATIN_NAME,
  });
  const groups = [
    ali.write(create('customers', 'company', id, body)),
    ali.write(create('customers', 'company', server.newId(), { ...body, name: `${NAME}\u0000` })),
    ali.write(create('customers', 'company', id, body)),
    ali.write(patch('customers', 'company', server.newId(), {}, set('name', LATIN_NAME, NAME))),
    ali.write(create('organisation', 'person', server.newId(), { name: NAME, role: 'administrator', active: true })),
    { ...ali.write(create('customers', 'company', server.newId(), body)), signature: 'AAAA' },
    { bytes: JSON.stringify({ name: NAME }), hash: '0'.repeat(64), signature: 'AAAA' },
  ];
  const pushed = (await send('/sync/v1/push', { protocol: PROTOCOL_VERSION, groups }, bearer)) as {
    outcomes: { outcome: string }[];
  };
  const outcomes = pushed.outcomes.map(({ outcome }) => outcome);
  expect(outcomes).toEqual(expect.arrayContaining(['applied', 'parked', 'refused']));
  await send('/sync/v1/push', { protocol: PROTOCOL_VERSION, groups: [{ bytes: NAME }] }, bearer);
  await send('/sync/v1/handshake', ali.greeting(), bearer);
  await send('/sync/v1/handshake', { ...ali.greeting(), schema: { [NAME]: 1 } }, bearer);
  await send('/sync/v1/pull', { token: NAME }, bearer);
  await server.database.rows('ALTER TABLE ledger RENAME TO ledger_away');
  await send(
    '/sync/v1/push',
    { protocol: PROTOCOL_VERSION, groups: [ali.write(create('customers', 'company', server.newId(), body))] },
    bearer,
  );
  await server.database.rows('ALTER TABLE ledger_away RENAME TO ledger');
  // Every call of a device, with what it does not take and with what it nearly takes.
  const hostile = [
    {
      id: NAME,
      device: NAME,
      password: PASSWORD,
      login: LOGIN,
      name: NAME,
      phone: PHONE,
      token: ada.token,
      reason: NAME,
    },
    { id: server.newId(), person: idOf('ali'), hash: '0'.repeat(64), reason: NAME, items: [NAME], name: NAME },
    [NAME],
    NAME,
    { [NAME]: PHONE, __proto__: { [LATIN_NAME]: PASSWORD } },
  ];
  for (const name of DEVICE_CALLS)
    for (const input of hostile)
      await send(String(deviceCalls[name]['~orpc'].route.path), input, { authorization: `Bearer ${ada.token}` });
  // Tokens and words where none belong.
  await send(`/sync/v1/push?token=${ali.token}&q=planted-query`, {}, bearer);
  await send(`/customers/planted-path/${encodeURIComponent(NAME)}/${ali.token}`, {});
  await send('/sync/v1/push', {}, { authorization: `Bearer ${WRONG}` });
  await send('/sync/v1/push', {}, { authorization: `Basic ${ali.token}` });
  for (const status of [200, 400, 401, 404, 500]) expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0]);
  // A net below: somebody logs a whole request by mistake.
  log.error({ headers: { authorization: `Bearer ${ali.token}` }, request: { password: PASSWORD, ticket } }, 'mistake');

  const text = `${await readFile(join(folder, 'log'), 'utf8')}\n${printed.join('\n')}`;
  const lines = text.split('\n').filter((line) => line !== '');
  expect(lines.length).toBeGreaterThan(100);
  expect(lines.filter((line) => line.includes('"call.failed"')).length).toBeGreaterThan(0);
  const told = secrets.filter((secret) => text.includes(secret) || text.includes(encodeURIComponent(secret)));
  const lineOf = (secret: string) => lines.find((line) => line.includes(secret))?.slice(0, 500);
  expect(told.map((secret) => [secret, lineOf(secret)])).toEqual([]);
});
