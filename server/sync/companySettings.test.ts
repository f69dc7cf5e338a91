/** Settings as the page writes them: judged again here, merged like any record, told to the audit log, and in the next lease. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import {
  LEASE_DAYS_MAXIMUM,
  settingId,
  settingInForce,
  type SettingKey,
} from '../../shared/domain/organisation/companySettings.ts';
import { readLease } from '../../shared/sync/lease.ts';
import { verifyAudit } from '../audit/verifyAudit.ts';
import { GRACE_DAYS, LEASE_DAYS } from '../auth/lease.ts';
import {
  create,
  createTestServer,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { createOrganisationReader } from './organisation.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const setting = (key: SettingKey, value: JsonValue) =>
  create('organisation', 'setting', settingId(key), { key, value });
const valueOf = async (key: SettingKey): Promise<JsonValue | undefined> =>
  (await server.record('organisation', settingId(key)))?.body['value'];
const leaseOf = async (device: TestDevice) => readLease((await device.handshake()).leaseToken ?? '', () => true);

describe('SEC-73: the company’s settings', () => {
  test('hold in the next lease, and stand in the audit log with whoever set them', async () => {
    const [ada, ali] = [await server.device('ada'), await server.device('ali')];
    const group = ada.write(setting('leaseDays', 7), setting('leaseGraceDays', null));
    expect((await ada.send([group])).outcomes).toMatchObject([{ outcome: 'applied' }]);
    const lease = await leaseOf(ali);
    expect(Date.parse(lease?.until ?? '') - Date.parse(lease?.issuedAt ?? '')).toBe(7 * 86_400_000);
    expect(lease?.graceDays).toBeNull();
    const entries = await server.database.rows(
      "SELECT person, facts->>'name' AS name FROM audit_entries WHERE action = 'organisation.changed' ORDER BY seq",
    );
    expect(entries).toEqual([
      { person: idOf('ada'), name: 'leaseDays' },
      { person: idOf('ada'), name: 'leaseGraceDays' },
    ]);
  });

  test('holidays change no lease: whoever works on one may open their machine', async () => {
    const [ada, ali] = [await server.device('ada'), await server.device('ali')];
    const hours = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' };
    await ada.push(setting('workingHours', hours));
    const claims = async () => {
      const lease = await leaseOf(ali);
      return lease && [lease.workingHours, lease.graceDays, lease.policy, lease.minimumVersion, lease.scopes];
    };
    const before = await claims();
    expect(before?.[0]).toEqual(hours);
    const days = Array.from({ length: 28 }, (_, day) => ({
      on: `2026-11-${String(day + 1).padStart(2, '0')}`,
      name: 'x',
    }));
    expect((await ada.send([ada.write(setting('holidays', days))])).outcomes).toMatchObject([{ outcome: 'applied' }]);
    expect(await claims()).toEqual(before);
  });

  test.each(['ali', 'hamid', 'darius'])(
    'of %s are held, whether they are made or changed, and nothing changes',
    async (who) => {
      const device = await server.device(who);
      await (await server.device('ada')).push(setting('idleLockMinutes', 10));
      const refused = { outcome: 'parked', reason: 'permission_denied' };
      expect(await device.push(setting('readingPagesPerHour', 0))).toMatchObject(refused);
      const raise = set('value', 1_440, 10);
      expect(
        await device.push(patch('organisation', 'setting', settingId('idleLockMinutes'), { version: 1 }, raise)),
      ).toMatchObject(refused);
      expect(await valueOf('readingPagesPerHour')).toBeUndefined();
      expect(await valueOf('idleLockMinutes')).toBe(10);
    },
  );

  test('SEC-70: say in the audit log what they were and what they became, cut where that is long', async () => {
    const ada = await server.device('ada');
    const [path, key] = ['readingPagesPerHour', settingId('readingPagesPerHour')];
    await ada.push(setting('readingPagesPerHour', 150));
    await ada.push(patch('organisation', 'setting', key, { version: 1 }, set('value', 0, 150)));
    const long = `${'x'.repeat(199)}😀 and more`;
    await ada.push(create('organisation', 'setting', server.newId(), { key: 'unknown', value: { long } }));
    await ada.push(create('organisation', 'setting', server.newId(), { key: 'long', value: long }));
    const told = await server.database.rows<{ facts: Record<string, unknown> }>(
      `SELECT facts FROM audit_entries WHERE action = 'organisation.changed' AND facts->>'name' = ANY($1) ORDER BY seq`,
      [[path, 'unknown', 'long']],
    );
    expect(told.map(({ facts }) => [facts['name'], facts['from'], facts['to']])).toEqual([
      [path, '', '150'],
      [path, '150', '0'],
      ['unknown', '', JSON.stringify({ long }).slice(0, 200)],
      ['long', '', `${'x'.repeat(199)}\ufffd`],
    ]);
    expect((await verifyAudit(server.database)).broken).toBeNull();
  });

  test('that two set at once without a line are one, and the later word is asked about', async () => {
    const [one, other] = [await server.device('ada'), await server.device('ada')];
    expect(await one.push(setting('recoveryShares', 'offered'))).toMatchObject({ outcome: 'applied' });
    await other.push(setting('recoveryShares', 'required'));
    expect(await valueOf('recoveryShares')).toBe('offered');
    // Everybody holds the company's own records: a question that named nobody would be asked of each rep.
    const reviews = await server.reviewsOf(settingId('recoveryShares'));
    expect(reviews.map(({ body }) => body['deciderId'])).toEqual([idOf('ada')]);
  });

  test('of which there are two records, the one made first counts, as on devices, whatever their ids are', async () => {
    const [earlier, later] = ['2026-11-01T08:00:00.000Z', '2026-11-02T08:00:00.000Z'];
    const [low, high] = [idOf('a setting'), idOf('another')].toSorted();
    const two = (key: string, values: readonly [string, JsonValue, string][]) =>
      values.map(([id, value, at]) => ({
        collection: 'organisation' as const,
        kind: 'setting',
        id,
        body: { key, value },
        at,
      }));
    const [lowToo, highToo] = [idOf('a third'), idOf('a fourth')].toSorted();
    await server.load([
      ...two('workingHours', [
        [low ?? '', 'later', later],
        [high ?? '', 'first', earlier],
      ]),
      ...two('minimumVersion', [
        [lowToo ?? '', 'smaller', earlier],
        [highToo ?? '', 'larger', earlier],
      ]),
    ]);
    const company = await createOrganisationReader().read(server.database);
    expect([company.setting('workingHours'), company.setting('minimumVersion')]).toEqual(['first', 'smaller']);
  });

  test('are by themselves what the page says that they are', () => {
    expect(settingInForce({}, 'leaseDays')).toBe(LEASE_DAYS);
    expect(LEASE_DAYS_MAXIMUM).toBe(LEASE_DAYS);
    expect(settingInForce({}, 'leaseGraceDays')).toBe(GRACE_DAYS);
  });
});
