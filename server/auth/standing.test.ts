import { type createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { VerifyText } from '../../shared/base/jws.ts';
import { isOrderNewer, readLease, readOrder, writeErasure, type Lease, type Order } from '../../shared/sync/lease.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { LEASE_DAYS } from './lease.ts';
import { liftDevice, listOrders, orderWipe, readStanding, suspendDevice } from './standing.ts';

let server: TestServer;
let ali: TestDevice;
let verifyServer: VerifyText;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: server.keys.publicKeys.signing },
    format: 'jwk',
  });
  verifyServer = (text, signature) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
});
afterAll(() => server.close());
beforeEach(async () => {
  ali = await server.device('ali');
});

const context = () => ({ database: server.database, clock: server.clock });
const byAda = (device: string) => ({ device, by: idOf('ada'), reason: 'laptop gone' });
const code = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error: unknown) => (isPeyvandError(error) ? error.code : String(error)),
  );
const leaseOf = async (device: TestDevice): Promise<Lease> => {
  const lease = readLease((await device.handshake()).leaseToken ?? '', verifyServer);
  if (!lease) throw new Error('No lease');
  return lease;
};
const orderOf = async (device: string): Promise<Order | null> => {
  const { order } = await server.app.standing({ device }, '127.0.0.1');
  return order === null ? null : readOrder(order, verifyServer);
};

describe('the lease', () => {
  it('SEC-40: is signed for a device and its person, with scopes and thirty days, and renewed at each contact', async () => {
    const lease = await leaseOf(ali);
    expect(lease).toMatchObject({
      device: ali.id,
      line: ali.id,
      person: ali.person,
      graceDays: 14,
      workingHours: null,
      minimumVersion: null,
      policy: { idleLockMinutesMaximum: null },
      orderSerial: 0,
    });
    expect(Date.parse(lease.until) - Date.parse(lease.issuedAt)).toBe(LEASE_DAYS * 86_400_000);
    expect(lease.scopes).toContain(`territory/${idOf('north')}`);
    server.clock.advance(60_000);
    expect(Date.parse((await leaseOf(ali)).issuedAt)).toBe(Date.parse(lease.issuedAt) + 60_000);
    expect((await leaseOf(await server.device('ada'))).scopes).toContain('*');
  });

  it('SEC-54: carries what the greeting asked with, and nothing where it asked with nothing', async () => {
    for (const nonce of ['A'.repeat(22), '-_'.repeat(32)]) {
      const { leaseToken = '' } = await server.app.handshake(ali.token, { ...ali.greeting(), nonce });
      expect(readLease(leaseToken, verifyServer)?.nonce).toBe(nonce);
    }
    expect(await leaseOf(ali)).not.toHaveProperty('nonce');
    for (const nonce of ['', 'A'.repeat(21), 'A'.repeat(65), `${'A'.repeat(30)}.`, 22])
      expect(await code(server.app.handshake(ali.token, { ...ali.greeting(), nonce }))).toBe('invalid_input');
  });

  it('SEC-40: has the terms that the company set; an administrator is never locked out by hours or versions; nonsense counts as unsaid', async () => {
    const own = await createTestServer(await createTestDatabase());
    try {
      const hours = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '07:30', to: '19:00' };
      const settings = {
        leaseDays: 3,
        leaseGraceDays: null,
        workingHours: hours,
        minimumProgramVersion: '1.4',
        idleLockMinutesMaximum: 5,
      };
      const load = (values: object): Promise<void> =>
        own.load(
          Object.entries(values).map(([key, value]) => ({
            collection: 'organisation',
            kind: 'setting',
            id: own.newId(),
            body: { key, value },
          })),
        );
      await load(settings);
      const lease = readLease((await (await own.device('ali')).handshake()).leaseToken ?? '', () => true);
      expect(lease).toMatchObject({
        graceDays: null,
        workingHours: hours,
        minimumVersion: '1.4',
        policy: { idleLockMinutesMaximum: 5 },
      });
      expect(Date.parse(lease?.until ?? '') - Date.parse(lease?.issuedAt ?? '')).toBe(3 * 86_400_000);
      const ofAda = readLease((await (await own.device('ada')).handshake()).leaseToken ?? '', () => true);
      expect(ofAda).toMatchObject({ workingHours: null, minimumVersion: null, policy: { idleLockMinutesMaximum: 5 } });
      await own.database.rows(
        `UPDATE records SET body = jsonb_set(body, '{value}', CASE body->>'key'
           WHEN 'workingHours' THEN '{"zone":"Mars/Olympus","weekdays":[1],"from":"08:00","to":"09:00"}'::jsonb
           WHEN 'leaseDays' THEN '-4'::jsonb ELSE '"x"'::jsonb END)
         WHERE collection = 'organisation' AND kind = 'setting'`,
      );
      // Behind the reader's back: the company as another node reads it for the first time.
      const node = await own.openNode();
      const late = await own.device('ali', { app: node });
      const reply = await node.handshake(late.token, late.greeting());
      expect(readLease(reply.leaseToken ?? '', () => true)).toMatchObject({
        graceDays: 14,
        workingHours: null,
        minimumVersion: null,
      });
    } finally {
      await own.close();
    }
  });
});

describe('the standing of a device', () => {
  it('SEC-41: suspended, it gets nothing and brings nothing until it is lifted; the order is signed for it alone', async () => {
    await ali.handshake();
    const group = ali.write(create('customers', 'company', server.newId(), customerBody('پیش از تعلیق', 'north')));
    const before = await leaseOf(ali);
    const { state } = await suspendDevice(context(), byAda(ali.id));
    expect(state).toBe('suspended');
    expect(await code(ali.handshake())).toBe('device_stopped');
    expect(await code(ali.send([group]))).toBe('device_stopped');
    expect(await code(ali.heads())).toBe('device_stopped');
    expect(await code(server.app.call('heldWork', ali.token, { offset: 0, limit: 1, mine: true }))).toBe(
      'device_stopped',
    );
    const order = await orderOf(ali.id);
    expect(order).toMatchObject({ device: ali.id, line: ali.id, serial: 1, act: 'suspend' });
    expect(order && isOrderNewer(order, before)).toBe(true);

    await liftDevice(context(), byAda(ali.id));
    expect(await orderOf(ali.id)).toMatchObject({ act: 'lift', serial: 2 });
    const after = await leaseOf(ali);
    expect(after.orderSerial).toBe(2);
    expect(order && isOrderNewer(order, after)).toBe(false);
    expect((await ali.send([group])).outcomes).toMatchObject([{ outcome: 'applied' }]);
  });

  it('SEC-41: ends the stream of pokes at once, on another node too', async () => {
    const node = await server.openNode();
    const stream = node.pokes(ali.token, new AbortController().signal)[Symbol.asyncIterator]();
    expect((await stream.next()).done).toBe(false);
    await suspendDevice(context(), byAda(ali.id));
    let end = await stream.next();
    while (!end.done) end = await stream.next();
    expect(await code(node.pokes(ali.token, new AbortController().signal)[Symbol.asyncIterator]().next())).toBe(
      'device_stopped',
    );
  });

  it('SEC-42: to be wiped politely, it may hand in its work and nothing else; at once, not even that', async () => {
    await ali.handshake();
    const group = ali.write(create('customers', 'company', server.newId(), customerBody('آخرین کار', 'north')));
    await orderWipe(context(), 'politely', byAda(ali.id));
    expect(await code(ali.handshake())).toBe('device_stopped');
    expect(await code(ali.heads())).toBe('device_stopped');
    expect((await ali.send([group])).outcomes).toMatchObject([{ outcome: 'applied' }]);
    await orderWipe(context(), 'atOnce', byAda(ali.id));
    expect(await code(ali.send([group]))).toBe('device_stopped');
    expect(await orderOf(ali.id)).toMatchObject({ act: 'wipeAtOnce', serial: 2 });
    // A change of mind is possible until it was carried out.
    await liftDevice(context(), byAda(ali.id));
    expect(await code(ali.handshake())).toBe('none');
  });

  it('SEC-41: ordering the same again is one order, a step that makes no sense is refused, and each change is in the audit log', async () => {
    await suspendDevice(context(), byAda(ali.id));
    await suspendDevice(context(), byAda(ali.id));
    await orderWipe(context(), 'politely', byAda(ali.id));
    expect(await code(suspendDevice(context(), byAda(ali.id)))).toBe('illegal_transition');
    expect(await code(liftDevice(context(), byAda(server.newId())))).toBe('not_found');
    expect((await listOrders(server.database, ali.id)).map(({ act }) => act)).toEqual(['suspend', 'wipePolitely']);
    const entries = await server.database.rows<{ action: string; person: string }>(
      'SELECT action, person FROM audit_entries WHERE subject = $1 ORDER BY seq',
      [ali.id],
    );
    expect(entries.filter(({ action }) => action !== 'device.enrolled')).toEqual([
      { action: 'device.suspended', person: idOf('ada') },
      { action: 'device.wipeOrdered', person: idOf('ada') },
    ]);
  });

  it('SEC-41: is that of the whole line: a new identity of a suspended disk is suspended, whoever came first', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const other = server.newId();
    const signingKey = publicKey.export({ format: 'jwk' }).x ?? '';
    const { token } = await server.app.call(
      'newIdentity',
      ali.token,
      ali.vouch({ device: other, signingKey, continues: null }),
    );
    await suspendDevice(context(), byAda(ali.id));
    expect((await readStanding(server.database, other))?.state).toBe('suspended');
    expect(await code(server.app.admit(token))).toBe('device_stopped');
    expect(await orderOf(other)).toMatchObject({ device: other, line: ali.id, act: 'suspend' });
    expect(
      await code(
        server.app.call('newIdentity', ali.token, ali.vouch({ device: server.newId(), signingKey, continues: null })),
      ),
    ).toBe('device_stopped');
    await liftDevice(context(), byAda(other));
    expect((await readStanding(server.database, ali.id))?.state).toBe('active');
  });

  it('SEC-43: says nothing of a device that is unknown, and not without end', async () => {
    expect(await orderOf(server.newId())).toBeNull();
    const asked = server.newId();
    const codes: string[] = [];
    for (let count = 0; count < 61; count += 1)
      codes.push(await code(server.app.standing({ device: asked }, '10.0.0.9')));
    expect(codes.filter((one) => one === 'throttled')).toHaveLength(1);
    expect(await code(server.app.standing({ device: 'x' }, '10.0.0.9'))).toBe('invalid_input');
  });
});

describe('the word that the keys are gone', () => {
  const erasureBy = (device: TestDevice, key: ReturnType<typeof createPrivateKey>) =>
    writeErasure({ device: device.id, order: null, erasedAt: '2026-11-22T08:00:00.000Z', sealedGroups: 0 }, (text) =>
      sign(null, Buffer.from(text), key).toString('base64url'),
    );
  const withKey = async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const device = await server.device('ali');
    const id = server.newId();
    const signingKey = publicKey.export({ format: 'jwk' }).x ?? '';
    await server.app.call('newIdentity', device.token, device.vouch({ device: id, signingKey, continues: null }));
    return { id, privateKey, device };
  };

  it('SEC-46: signed by the device, it ends the device for good, as often as it is said', async () => {
    const { id, privateKey, device } = await withKey();
    const proof = erasureBy({ ...device, id }, privateKey);
    for (let count = 0; count < 2; count += 1) await server.app.erased({ device: id, proof }, '127.0.0.1');
    expect(await readStanding(server.database, id)).toMatchObject({ state: 'erased', order: { proven: true } });
    expect(await code(device.handshake())).toBe('not_enrolled');
    expect(await code(liftDevice(context(), byAda(id)))).toBe('illegal_transition');
    expect(await orderOf(id)).toBeNull();
  });

  it('SEC-46: unsigned, or signed by another, it is believed only of a device that was told to', async () => {
    const { id, device } = await withKey();
    const foreign = erasureBy({ ...device, id }, generateKeyPairSync('ed25519').privateKey);
    for (const proof of [null, foreign, 'x'])
      expect(await code(server.app.erased({ device: id, proof }, '127.0.0.1'))).toBe('signature_invalid');
    await orderWipe(context(), 'atOnce', byAda(id));
    await server.app.erased({ device: id, proof: foreign }, '127.0.0.1');
    expect(await readStanding(server.database, id)).toMatchObject({ state: 'erased', order: { proven: false } });
  });
});
