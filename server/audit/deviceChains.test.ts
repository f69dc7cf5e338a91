import { generateKeyPairSync, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { sealEntry } from '../../shared/domain/audit/chain.ts';
import { vouchText } from '../../shared/sync/deviceProof.ts';
import { enrolAuditTeller, type AuditTeller } from '../testing/auditTeller.ts';
import { createTestServer, idOf, type TestDevice, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const laptopOf = (name: string): Promise<AuditTeller> => enrolAuditTeller(server, name);

const logOf = async (device: string) => {
  const { rows } = await server.app.call('auditLog', ada.token, {
    offset: 0,
    limit: 100,
    person: null,
    actions: [],
    from: null,
    until: null,
  });
  return rows.filter((row) => row.device?.id === device).toReversed();
};
const verdictOf = (
  token = ada.token,
): Promise<{ broken: unknown; brokenDevices: { device: string; broken: unknown }[] }> =>
  server.app.call('verifyAuditLog', token, {});

describe('a device’s own chain at the server', () => {
  it('SEC-64: is kept once however often it is delivered, and told in the server’s log as the device’s word', async () => {
    const laptop = await laptopOf('ali');
    const first = laptop.write(null, 'unlock.failed', { failures: 2, name: 'علی' });
    const second = laptop.write(first, 'passphrase.changed');
    expect(await laptop.deliver([first])).toEqual({ through: 1 });
    expect(await laptop.deliver([first, second])).toEqual({ through: 2 });
    const told = (await logOf(laptop.id)).filter(({ facts }) => 'deviceSeq' in facts);
    expect(told).toMatchObject([
      { action: 'unlock.failed', facts: { failures: 2, deviceSeq: 1, deviceAt: '2026-11-20T08:00:00.000Z' } },
      { action: 'passphrase.changed', person: { name: 'علی' }, device: { name: 'لپ‌تاپ' }, facts: { deviceSeq: 2 } },
    ]);
    expect((await verdictOf()).brokenDevices).toEqual([]);
  });

  it('SEC-64: a device that is to hand in its work before it is wiped hands in its log as well; a suspended one waits', async () => {
    const laptop = await laptopOf('darius');
    const first = laptop.write(null, 'unlock.failed');
    const order = (act: 'suspend' | 'wipePolitely') =>
      server.app.call('orderDevice', ada.token, { device: laptop.id, act, reason: '' });
    await order('suspend');
    await expect(laptop.deliver([first])).rejects.toThrow('device_stopped');
    await order('wipePolitely');
    expect(await laptop.deliver([first])).toEqual({ through: 1 });
    await expect(verdictOf(laptop.token)).rejects.toThrow('device_stopped');
  });

  it('SEC-64: what an earlier identity of the device noted is handed in by the later one', async () => {
    const laptop = await laptopOf('ali');
    const first = laptop.write(null, 'unlock.failed');
    const { publicKey } = generateKeyPairSync('ed25519');
    const identity = {
      device: server.newId(),
      signingKey: publicKey.export({ format: 'jwk' }).x ?? '',
      continues: null,
    };
    const proof = sign(null, Buffer.from(vouchText(laptop.id, identity)), laptop.privateKey).toString('base64url');
    const { token } = await server.app.call('newIdentity', laptop.token, { ...identity, proof });
    const input = { entries: [laptop.signed(first)] };
    await expect(server.app.call('deliverAudit', ada.token, input)).rejects.toThrow('token_foreign');
    expect(await server.app.call('deliverAudit', token, input)).toEqual({ through: 1 });
    expect((await logOf(laptop.id)).filter(({ facts }) => 'deviceSeq' in facts)).toHaveLength(1);
  });

  it('SEC-64: what a device noted whose store was built anew by signing in is handed in by the new one, under its own key alone', async () => {
    const lost = await laptopOf('ali');
    const builtAnew = await laptopOf('ali');
    const first = lost.write(null, 'unlock.failed');
    await expect(builtAnew.deliver([first])).rejects.toThrow('signature_invalid');
    expect(await builtAnew.deliver([first], lost.privateKey)).toEqual({ through: 1 });
    expect((await logOf(lost.id)).filter(({ facts }) => 'deviceSeq' in facts)).toHaveLength(1);
  });

  it('SEC-65: two entries of one number, of a disk that was copied or put back, are both kept and shown', async () => {
    const laptop = await laptopOf('sara');
    const first = laptop.write(null, 'unlock.failed');
    const mine = laptop.write(first, 'passphrase.changed');
    const other = laptop.write(first, 'unlock.failed', { failures: 9 });
    await laptop.deliver([first, mine]);
    expect(await laptop.deliver([other])).toEqual({ through: 2 });
    expect((await logOf(laptop.id)).map(({ action }) => action)).toContain('audit.deviceChainBroken');
    expect((await verdictOf()).brokenDevices).toMatchObject([
      { device: laptop.id, broken: { seq: 2, fault: 'forked' }, person: { name: 'سارا' } },
    ]);
  });

  it('SEC-65: a gap, and an entry that names another before it, are shown', async () => {
    const gap = await laptopOf('ali');
    const first = gap.write(null, 'unlock.failed');
    const third = gap.write(gap.write(first, 'unlock.failed', { count: 2 }), 'unlock.failed', { count: 3 });
    await gap.deliver([first, third]);
    const unlinked = await laptopOf('ali');
    const begin = unlinked.write(null, 'unlock.failed');
    const another = unlinked.write(null, 'unlock.failed', { other: true });
    await unlinked.deliver([begin, unlinked.write(another, 'passphrase.changed')]);
    const { broken, brokenDevices } = await verdictOf();
    expect(broken).toBeNull();
    expect(brokenDevices.find(({ device }) => device === gap.id)?.broken).toEqual({ seq: 2, fault: 'missing' });
    expect(brokenDevices.find(({ device }) => device === unlinked.id)?.broken).toEqual({ seq: 2, fault: 'unlinked' });
  });

  it('SEC-65: what another key signed, of another device or person, or of another shape, is refused and not kept', async () => {
    const laptop = await laptopOf('ali');
    const entry = laptop.write(null, 'unlock.failed');
    const stranger = generateKeyPairSync('ed25519').privateKey;
    await expect(laptop.deliver([entry], stranger)).rejects.toThrow('signature_invalid');
    for (const change of [{ device: ada.id }, { person: idOf('ada') }])
      await expect(laptop.deliver([sealEntry({ ...entry, ...change })])).rejects.toThrow('token_foreign');
    for (const change of [{ action: 'x' }, { seq: 0 }, { facts: { nested: { a: 1 } as never } }, { subject: 'a\0b' }])
      await expect(laptop.deliver([sealEntry({ ...entry, ...change })])).rejects.toThrow('invalid_input');
    const reordered = { content: JSON.stringify({ ...entry, hash: undefined }), signature: 'x' };
    await expect(server.app.call('deliverAudit', laptop.token, { entries: [reordered] })).rejects.toThrow(
      'invalid_input',
    );
    expect(await server.database.rows('SELECT 1 FROM device_audit WHERE device = $1', [laptop.id])).toEqual([]);
  });

  it('SEC-66: the log is read and verified by administrators and auditors alone', async () => {
    for (const name of ['ali', 'hamid', 'darius']) {
      const device = await server.device(name);
      await expect(server.app.call('verifyAuditLog', device.token, {})).rejects.toThrow('permission_denied');
      const all = { offset: 0, limit: 1, person: null, actions: [], from: null, until: null };
      await expect(server.app.call('auditLog', device.token, all)).rejects.toThrow('permission_denied');
    }
  });
});
