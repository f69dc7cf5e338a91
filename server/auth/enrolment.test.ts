/** How a device comes in: once more with the same key, too often, and as another identity of a line that is stopped. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { createTestServer, idOf, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { ENROLMENTS, IDENTITIES } from './enrolmentBounds.ts';
import { writeTicket } from './tickets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const newKey = (): string => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';
const enrol = (name: string, device = server.newId(), signingKey = newKey()) =>
  server.app.enrol({
    ticket: writeTicket(server.keys, server.clock, idOf(name)),
    device,
    deviceName: 'test',
    signingKey,
    protocol: PROTOCOL_VERSION,
  });
const takeIdentity = (asking: TestDevice, device = server.newId()) =>
  server.app.call('newIdentity', asking.token, asking.vouch({ device, signingKey: newKey(), continues: null }));
const countDevices = async (name: string): Promise<number> =>
  (await server.database.rows('SELECT 1 FROM devices WHERE person_id = $1', [idOf(name)])).length;
const audited = async (device: string): Promise<string[]> =>
  (
    await server.database.rows<{ action: string }>(
      "SELECT action FROM audit_entries WHERE device = $1 AND action LIKE 'device.%' ORDER BY seq",
      [device],
    )
  ).map(({ action }) => action);

describe('enrolling once more with the password', () => {
  test('SEC-131: ends the former token, and who comes with that one is told to an administrator', async () => {
    const [device, key] = [server.newId(), newKey()];
    const first = await enrol('ali', device, key);
    const second = await enrol('ali', device, key);
    const handshake = (token: string) =>
      server.app.call('listDevices', token, { offset: 0, limit: 1, search: '', mine: true });
    await handshake(second.token);
    await expect(handshake(first.token)).rejects.toMatchObject({ code: 'not_enrolled' });
    expect(await audited(device)).toEqual(['device.enrolled', 'device.enrolled', 'device.tokenReused']);
  });

  test('SYNC-153: twice in the same moment makes one device', async () => {
    const [device, key] = [server.newId(), newKey()];
    const replies = await Promise.all([enrol('ali', device, key), enrol('ali', device, key)]);
    expect(new Set(replies.map(({ deviceCode }) => deviceCode)).size).toBe(1);
    expect(await server.database.rows('SELECT 1 FROM devices WHERE id = $1', [device])).toHaveLength(1);
  });
});

describe('SEC-133: enrolments have an end', () => {
  test('of one person in a day; the same device again costs nothing; of nobody else, and not of the next day', async () => {
    const [device, key] = [server.newId(), newKey()];
    await enrol('sara', device, key);
    await enrol('sara', device, key);
    for (let count = 1; count < ENROLMENTS.most; count += 1) await enrol('sara');
    const before = await countDevices('sara');
    await expect(enrol('sara')).rejects.toMatchObject({
      code: 'throttled',
      facts: { reason: 'enrolments', retryAfterSeconds: expect.any(Number) },
    });
    // An answer that got lost is asked for again.
    expect(await enrol('sara', device, key)).toMatchObject({ token: expect.any(String) });
    expect(await countDevices('sara')).toBe(before);
    await enrol('babak');
    server.clock.advance(24 * 60 * 60_000);
    await enrol('sara');
  });

  test('head office, where each bundle that is taken in enrols a device, goes on behind the sixtieth', async () => {
    for (let count = 0; count < ENROLMENTS.most + 5; count += 1) await enrol('darius');
    await server.database.rows('UPDATE daily_counts SET count = 1000 WHERE subject = $1', [idOf('darius')]);
    await expect(enrol('darius')).rejects.toMatchObject({ code: 'throttled' });
  });

  test('a new identity whose answer gets lost again and again is answered each time, and fills no log', async () => {
    const asking = await server.device('ali');
    const input = asking.vouch({ device: server.newId(), signingKey: newKey(), continues: null });
    const codes = new Set<string>();
    for (let count = 0; count < 2 * IDENTITIES.most + 5; count += 1)
      codes.add((await server.app.call('newIdentity', asking.token, input)).deviceCode);
    expect(codes.size).toBe(1);
    expect(await audited(input.device)).toHaveLength(1 + IDENTITIES.most);
    const found = "SELECT 1 FROM findings WHERE kind = 'toldTooMuch' AND device = $1";
    expect(await server.database.rows(found, [asking.id])).toHaveLength(1);
    // What it may take anew is none the less.
    await takeIdentity(asking);
  });

  test('new identities of one line in a day; what is refused leaves nothing', async () => {
    const device = await server.device('hamid');
    const other = await server.device('hamid');
    for (let count = 0; count < IDENTITIES.most; count += 1) await takeIdentity(device);
    const refused = server.newId();
    await expect(takeIdentity(device, refused)).rejects.toMatchObject({ code: 'throttled' });
    expect(await server.database.rows('SELECT 1 FROM devices WHERE id = $1', [refused])).toEqual([]);
    await takeIdentity(other);
  });
});

test('SEC-69: an administrator cannot stop the machine they sit at by another of its identities', async () => {
  const ada = await server.device('ada');
  const third = server.newId();
  await takeIdentity(ada);
  await takeIdentity(ada, third);
  const order = { device: third, act: 'wipeAtOnce' as const, reason: '' };
  await expect(server.app.call('orderDevice', ada.token, order)).rejects.toMatchObject({
    code: 'illegal_transition',
    facts: { reason: 'own_device' },
  });
});
