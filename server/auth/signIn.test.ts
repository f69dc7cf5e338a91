import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { NUMBER_SERIES } from '../../shared/sync/numberSeries.ts';
import { PROTOCOL_VERSION, type HandshakeReply } from '../../shared/sync/protocol.ts';
import {
  createTestServer,
  create,
  customerBody,
  idOf,
  orderBody,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { createAccount, setCompany, setSampleUsers } from './accounts.ts';
import { createAttemptLimits, forgetOldAttempts } from './attempts.ts';
import { revokeDevice } from './devices.ts';
import { writeTicket } from './tickets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await createAccount(server.database, { personId: idOf('ali'), login: 'Ali', password: 'گذرواژهٔ علی' });
  await createAccount(server.database, { personId: idOf('gone'), login: 'gone', password: 'still right' });
});
afterAll(() => server.close());

const signIn = (login: string, password: string, address = '10.0.0.1') =>
  server.app.signIn({ login, password }, address);
const rawKey = (): string => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
const enrol = (ticket: string, rest: object = {}) =>
  server.app.enrol({
    ticket,
    device: server.newId(),
    deviceName: 'لپ‌تاپ',
    signingKey: rawKey(),
    protocol: PROTOCOL_VERSION,
    ...rest,
  });
const ticketOf = (name: string): string => writeTicket(server.keys, server.clock, idOf(name));

describe('signing in', () => {
  test('the right password gives a ticket, the person and the company; the login’s case and letter forms do not matter', async () => {
    await setCompany(server.database, { name: 'آرمان', sample: false });
    const reply = await signIn(' aLI ', 'گذرواژهٔ علی');
    expect(reply).toMatchObject({
      person: { id: idOf('ali'), name: 'علی', role: 'rep' },
      company: { name: 'آرمان', sample: false },
    });
    expect(await enrol(reply.ticket)).toMatchObject({ deviceCode: expect.any(String), token: expect.any(String) });
  });

  test('a wrong password, an unknown login and somebody who left are told the same', async () => {
    const refusals = await Promise.all(
      [signIn('ali', 'wrong'), signIn('nobody', 'wrong'), signIn('gone', 'still right')].map((attempt) =>
        attempt.catch((error: unknown) => error),
      ),
    );
    for (const refusal of refusals) expect(refusal).toMatchObject({ code: 'wrong_credentials', facts: {} });
  });

  test('after ten attempts from one place the eleventh is told to wait, the right password included, on every node; other places are not', async () => {
    const attempts = createAttemptLimits(server.database);
    for (let attempt = 0; attempt < 9; attempt += 1) await attempts.take('ali', '10.0.0.9');
    await expect(signIn('ali', 'wrong', '10.0.0.9')).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(signIn('ali', 'گذرواژهٔ علی', '10.0.0.9')).rejects.toMatchObject({
      code: 'throttled',
      facts: { retryAfterSeconds: expect.any(Number) },
    });
    const node = await server.openNode();
    await expect(node.signIn({ login: 'ALI', password: 'گذرواژهٔ علی' }, '10.0.0.9')).rejects.toMatchObject({
      code: 'throttled',
    });
    expect(await signIn('ali', 'گذرواژهٔ علی', '10.0.0.10')).toHaveProperty('ticket');
    const [row] = await server.database.rows<{ text: string }>("SELECT string_agg(key, ' ') AS text FROM attempts");
    expect(row?.text).not.toMatch(/ali|10\.0\.0/);
  });

  test('a right password forgives the wrong ones before it', async () => {
    const attempts = createAttemptLimits(server.database);
    for (let attempt = 0; attempt < 9; attempt += 1) await attempts.take('ali', '10.0.0.11');
    await signIn('ali', 'گذرواژهٔ علی', '10.0.0.11');
    for (let attempt = 0; attempt < 10; attempt += 1) await attempts.take('ali', '10.0.0.11');
    await expect(attempts.take('ali', '10.0.0.11')).rejects.toMatchObject({ code: 'throttled' });
  });

  test('many places that try one login are stopped together', async () => {
    const attempts = createAttemptLimits(server.database);
    for (let attempt = 0; attempt < 50; attempt += 1) await attempts.take('sara', `10.1.0.${attempt}`);
    await expect(attempts.take('sara', '10.2.0.1')).rejects.toMatchObject({ code: 'throttled' });
  });

  test('SEC-134: one place does not spend what others may try on a login', async () => {
    const attempts = createAttemptLimits(server.database);
    const taken = await Promise.allSettled(Array.from({ length: 60 }, () => attempts.take('babak', '10.3.0.1')));
    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    for (let attempt = 0; attempt < 39; attempt += 1) await attempts.take('babak', `10.4.0.${attempt}`);
  });

  test('SEC-134: all addresses of an IPv6 network are one place, and one of IPv4 is the same however it is told', async () => {
    const attempts = createAttemptLimits(server.database);
    const take = (login: string, address: string) => attempts.take(login, address);
    for (let attempt = 0; attempt < 10; attempt += 1) await take('hamid', `2001:db8:1:2::${attempt}`);
    await expect(take('hamid', '2001:db8:1:2:ffff::1')).rejects.toMatchObject({ code: 'throttled' });
    await take('hamid', '2001:db8:1:3::1');
    // Whatever login is tried: a hundred in all.
    for (let attempt = 0; attempt < 89; attempt += 1) await take(`login ${attempt}`, `2001:db8:1:2:${attempt}::`);
    await expect(take('another', '2001:db8:1:2::77')).rejects.toMatchObject({ code: 'throttled' });
    for (let attempt = 0; attempt < 10; attempt += 1) await take('darius', '::ffff:192.0.2.7');
    await expect(take('darius', '192.0.2.7')).rejects.toMatchObject({ code: 'throttled' });
    const ask = (address: string) => attempts.ask(idOf('some device'), address);
    for (let question = 0; question < 60; question += 1) await ask(`2001:db8:9:9::${question}`);
    await expect(ask('2001:db8:9:9:1::')).rejects.toMatchObject({ code: 'throttled' });
  });

  test('SEC-43: a head office behind one address asks about all its machines, round after round; but not without end', async () => {
    const attempts = createAttemptLimits(server.database);
    for (let count = 0; count < 700; count += 1) await attempts.ask(server.newId(), '10.9.0.1');
    const ofSender = "UPDATE attempts SET points = 6000 WHERE key LIKE 'asking:%' AND points >= 700 RETURNING 1";
    expect(await server.database.rows(ofSender)).toHaveLength(1);
    await expect(attempts.ask(server.newId(), '10.9.0.1')).rejects.toMatchObject({ code: 'throttled' });
    await attempts.ask(server.newId(), '10.9.0.2');
  });

  test('SEC-134: attempts that count no more are forgotten', async () => {
    const rows = async (): Promise<number> => (await server.database.rows('SELECT 1 FROM attempts')).length;
    const before = await rows();
    expect(before).toBeGreaterThan(0);
    expect(await forgetOldAttempts(server.database, { now: () => Date.now() })).toBe(0);
    expect(await forgetOldAttempts(server.database, { now: () => Date.now() + 16 * 60_000 })).toBe(before);
    expect(await rows()).toBe(0);
  });

  test('passwords are kept as Argon2id of 64 MiB and three passes, each with its own salt', async () => {
    const rows = await server.database.rows<{ password_hash: string }>('SELECT password_hash FROM accounts');
    for (const { password_hash } of rows) expect(password_hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    await createAccount(server.database, { personId: idOf('sara'), login: 'sara', password: 'گذرواژهٔ علی' });
    const all = await server.database.rows<{ password_hash: string }>('SELECT password_hash FROM accounts');
    expect(new Set(all.map(({ password_hash }) => password_hash)).size).toBe(all.length);
  });

  test('a login belongs to one person', async () => {
    await expect(
      createAccount(server.database, { personId: idOf('babak'), login: 'ALI', password: 'x' }),
    ).rejects.toMatchObject({ code: 'invalid_input', facts: { reason: 'login_taken' } });
    await expect(
      createAccount(server.database, { personId: idOf('babak'), login: '  ', password: 'x' }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('sample users are listed for a sample company only', async () => {
    const users = [{ login: 'ali', password: 'x', name: { fa: 'علی', en: 'Ali' }, role: 'rep', territory: null }];
    await setSampleUsers(server.database, users);
    await setCompany(server.database, { name: 'آرمان', sample: false });
    expect(await server.app.sampleUsers()).toEqual({ users: [] });
    await setCompany(server.database, { name: 'آرمان', sample: true });
    expect(await server.app.sampleUsers()).toEqual({ users });
  });
});

describe('enrolling', () => {
  test('SYNC-153: device codes are random, five characters that cannot be mixed up, and stay with the device’s key', async () => {
    const codes = new Set<string>();
    for (let count = 0; count < 40; count += 1) codes.add((await server.device('ali')).code);
    expect(codes.size).toBe(40);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJ-NP-Z]{5}$/);
    const request = { device: server.newId(), signingKey: rawKey() };
    const first = await enrol(ticketOf('ali'), request);
    const again = await enrol(ticketOf('ali'), request);
    expect(again.deviceCode).toBe(first.deviceCode);
    expect(again.token).not.toBe(first.token);
    await expect(server.app.handshake(first.token, {})).rejects.toMatchObject({ code: 'not_enrolled' });
  });

  test('an id that another person, or another key, has enrolled is refused', async () => {
    const request = { device: server.newId(), signingKey: rawKey() };
    await enrol(ticketOf('ali'), request);
    await expect(enrol(ticketOf('sara'), request)).rejects.toMatchObject({ code: 'token_foreign' });
    await expect(enrol(ticketOf('ali'), { ...request, signingKey: rawKey() })).rejects.toMatchObject({
      code: 'token_foreign',
    });
    await expect(enrol(ticketOf('ali'), { signingKey: 'short' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('a ticket ends after ten minutes, and one that was changed never was', async () => {
    const ticket = ticketOf('ali');
    server.clock.advance(10 * 60_000);
    await expect(enrol(ticket)).rejects.toMatchObject({ code: 'token_expired' });
    await expect(enrol(ticketOf('ali').replace(idOf('ali'), idOf('ada')))).rejects.toMatchObject({
      code: 'token_foreign',
    });
    await expect(enrol(ticketOf('gone'))).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('tokens are kept hashed; a revoked one ends at once, what the device signed is still taken, and held (SEC-55)', async () => {
    const [ali, courier] = await Promise.all([server.device('ali'), server.device('ali')]);
    const rows = await server.database.rows<{ text: string }>('SELECT devices::text AS text FROM devices');
    expect(rows.some(({ text }) => text.includes(ali.token))).toBe(false);
    const group = ali.write(create('customers', 'company', server.newId(), customerBody('پیش از لغو', 'north')));
    await revokeDevice(server.database, ali.id);
    await expect(ali.handshake()).rejects.toMatchObject({ code: 'not_enrolled' });
    await expect(ali.send([group])).rejects.toMatchObject({ code: 'not_enrolled' });
    expect((await courier.send([group])).outcomes).toMatchObject([{ outcome: 'parked' }]);
  });
});

describe('the handshake', () => {
  const shake = (device: TestDevice, rest: object = {}): Promise<HandshakeReply> =>
    server.app.handshake(device.token, { ...device.greeting(), ...rest });

  test('a token of another device is refused, and so is none', async () => {
    const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
    await expect(shake(ali, { device: sara.id })).rejects.toMatchObject({ code: 'token_foreign' });
    await expect(server.app.handshake(null, {})).rejects.toMatchObject({ code: 'not_signed_in' });
    await expect(server.app.handshake('unknown', {})).rejects.toMatchObject({ code: 'not_enrolled' });
  });

  test('SYNC-161: newer and older protocols are told so before the message is read', async () => {
    const ali = await server.device('ali');
    const facts = { server: PROTOCOL_VERSION };
    await expect(shake(ali, { protocol: PROTOCOL_VERSION + 1, unknownField: 1 })).rejects.toMatchObject({
      code: 'protocol_older',
      facts,
    });
    await expect(shake(ali, { protocol: 0 })).rejects.toMatchObject({ code: 'protocol_newer', facts });
    await expect(server.app.push(ali.token, { protocol: 0, groups: [] })).rejects.toMatchObject({
      code: 'protocol_newer',
    });
    await expect(shake(ali, { protocol: '1' })).rejects.toMatchObject({ code: 'invalid_input' });
  });

  test('a clock a year off is accepted, answered with the server’s, and writes no date in the future', async () => {
    const ali = await server.device('ali');
    const year = 365 * 86_400_000;
    const reply = await shake(ali, { deviceTime: instantFromMilliseconds(server.clock.now() + year) });
    expect(reply.serverTime).toBe(instantFromMilliseconds(server.clock.now()));
    const id = server.newId();
    const before = server.clock.now();
    server.clock.advance(year);
    const ahead = ali.write(create('customers', 'company', id, customerBody('پیشتاز', 'north')));
    server.clock.set(before);
    expect((await ali.send([ahead])).outcomes).toMatchObject([{ outcome: 'applied' }]);
    const [row] = await server.database.rows<{ updated_at: string }>('SELECT updated_at FROM records WHERE id = $1', [
      id,
    ]);
    expect(row?.updated_at).toBe(instantFromMilliseconds(before));
  });

  test('SYNC-166: the lease is signed with the key that enrolment gave, for this device and thirty days', async () => {
    const device = server.newId();
    const { token, serverKeys } = await enrol(ticketOf('ali'), { device });
    const { lease } = await server.app.handshake(token, {
      protocol: PROTOCOL_VERSION,
      device,
      deviceTime: instantFromMilliseconds(server.clock.now()),
      last: null,
      epoch: null,
      schema: {},
      numbersUsed: [],
    });
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: serverKeys.signing }, format: 'jwk' });
    expect(verify(null, Buffer.from(lease.text), key, Buffer.from(lease.signature, 'base64url'))).toBe(true);
    const content = JSON.parse(lease.text) as { device: string; until: string };
    expect(content.device).toBe(device);
    expect(Date.parse(content.until) - server.clock.now()).toBe(30 * 86_400_000);
  });

  test('SYNC-152: two blocks in hand per series, refilled when one is used up, never the same number twice', async () => {
    const ali = await server.device('ali');
    const { code } = ali;
    const block = (series: string, first: number) => ({ series, code, first, last: first + 99 });
    expect(NUMBER_SERIES).toEqual(expect.arrayContaining(['ORD', 'CON', 'QUO', 'DLV', 'INV', 'RET', 'RCT', 'SRV']));
    const others = NUMBER_SERIES.filter((series) => series !== 'ORD');
    const inHand = (ofOrders: ReturnType<typeof block>[]) =>
      [...others.flatMap((series) => [block(series, 1), block(series, 101)]), ...ofOrders].toSorted(
        (a, b) => a.series.localeCompare(b.series) || a.first - b.first,
      );
    expect((await shake(ali)).numberBlocks).toEqual(inHand([block('ORD', 1), block('ORD', 101)]));
    expect((await shake(ali, { numbersUsed: [{ series: 'ORD', code, last: 99 }] })).numberBlocks).toContainEqual({
      ...block('ORD', 1),
      first: 100,
    });
    expect((await shake(ali, { numbersUsed: [{ series: 'ORD', code, last: 100 }] })).numberBlocks).toEqual(
      inHand([block('ORD', 101), block('ORD', 201)]),
    );
    // A push that prints the last one of the next block is answered with another.
    const customerId = server.newId();
    const reply = await ali.send([
      ali.write(
        create('customers', 'company', customerId, customerBody('شماره', 'north')),
        create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number: `ORD-${code}-200` })),
      ),
    ]);
    expect(reply.numberBlocks).toEqual(inHand([block('ORD', 201), block('ORD', 301)]));
    // Two at once lease no more than one.
    const both = await Promise.all([shake(ali), shake(ali)]);
    expect(both[0].numberBlocks).toEqual(both[1].numberBlocks);
  });

  test('SYNC-154: numbers that a device reports and a restored server does not know are reserved past', async () => {
    const ali = await server.device('ali');
    await server.database.rows('DELETE FROM number_blocks WHERE device = $1', [ali.id]);
    const { numberBlocks } = await shake(ali, {
      numbersUsed: [
        { series: 'ORD', code: ali.code, last: 4_321 },
        { series: 'ORD', code: 'ZZZZZ', last: 9_999 },
      ],
    });
    expect(numberBlocks.filter(({ series }) => series === 'ORD')).toMatchObject([{ first: 4_322 }, { first: 4_422 }]);
  });

  test.each([999_999_999, 2_147_483_640, Number.MAX_SAFE_INTEGER])(
    'SYNC-150: a device that reports number %i is given numbers that can be printed all the same',
    async (last) => {
      const ali = await server.device('ali');
      const { numberBlocks } = await shake(ali, { numbersUsed: [{ series: 'ORD', code: ali.code, last }] });
      expect(numberBlocks.filter(({ series }) => series === 'ORD')).toMatchObject([{ first: 1 }, { first: 101 }]);
    },
  );
});
