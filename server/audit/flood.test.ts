/** A device that tells without end: its day is bounded, nothing that was written honestly is lost, and reading it all holds nobody up. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { AuditEntry } from '../../shared/domain/audit/chain.ts';
import { createAccount } from '../auth/accounts.ts';
import type { Queryable } from '../store/database.ts';
import { enrolAuditTeller, type AuditTeller } from '../testing/auditTeller.ts';
import { createTestServer, idOf, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { verifyAudit } from './verifyAudit.ts';
import { followDeviceChains, verifyDeviceChains } from './verifyDeviceChains.ts';

let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const DAY = 86_400_000;

const tellerOf = (name: string): Promise<AuditTeller> => enrolAuditTeller(server, name);

/** So many more of a chain. */
function chainOf(teller: AuditTeller, count: number, after: AuditEntry | null = null, fact = 0): AuditEntry[] {
  const entries: AuditEntry[] = [];
  let last = after;
  for (let turn = 0; turn < count; turn += 1) {
    last = teller.write(last, 'unlock.failed', { fact });
    entries.push(last);
  }
  return entries;
}

async function deliverAll(teller: AuditTeller, entries: readonly AuditEntry[]): Promise<void> {
  for (let from = 0; from < entries.length; from += 100) await teller.deliver(entries.slice(from, from + 100));
}
const countOf = async (table: string, device: string): Promise<number> =>
  (await server.database.rows(`SELECT 1 FROM ${table} WHERE device = $1`, [device])).length;
const found = async (device: string): Promise<number> =>
  (await server.database.rows("SELECT 1 FROM findings WHERE kind = 'toldTooMuch' AND device = $1", [device])).length;
const throttled = { code: 'throttled', facts: { reason: 'day_full', retryAfterSeconds: expect.any(Number) } };

describe('a device that tells without end', () => {
  it('SEC-74: is heard for 2,000 entries in a day; the rest waits with the device, is taken later, and head office hears of it once', async () => {
    const teller = await tellerOf('ali');
    const entries = chainOf(teller, 2_060);
    await deliverAll(teller, entries.slice(0, 1_950));
    // As many as there is room for, in their order.
    expect(await teller.deliver(entries.slice(1_950, 2_050))).toEqual({ through: 2_000 });
    for (let turn = 0; turn < 3; turn += 1)
      await expect(teller.deliver(entries.slice(2_000, 2_060))).rejects.toMatchObject(throttled);
    // What is here already is confirmed all the same, as after a lost answer.
    expect(await teller.deliver(entries.slice(1_900, 2_000))).toEqual({ through: 2_000 });
    expect([await countOf('device_audit', teller.id), await found(teller.id)]).toEqual([2_000, 1]);
    // No signature of what has no room is looked at.
    const stranger = generateKeyPairSync('ed25519').privateKey;
    await expect(teller.deliver(entries.slice(2_000, 2_001), stranger)).rejects.toMatchObject(throttled);
    server.clock.advance(DAY);
    expect(await teller.deliver(entries.slice(2_000, 2_060))).toEqual({ through: 2_060 });
    expect(await verifyDeviceChains(server.database, [teller.id])).toEqual([
      { device: teller.id, entries: 2_060, broken: null },
    ]);
    expect((await verifyAudit(server.database)).broken).toBeNull();
  });

  it('SEC-74: another line of the same person has its own day, but not without end', async () => {
    const tellers = await Promise.all(Array.from({ length: 4 }, () => tellerOf('sara')));
    const taken: number[] = [];
    for (const teller of tellers) {
      const entries = chainOf(teller, 2_000);
      await deliverAll(teller, entries).catch(() => undefined);
      taken.push(await countOf('device_audit', teller.id));
    }
    expect(taken).toEqual([2_000, 2_000, 2_000, 0]);
  });

  it('SEC-74: what is told twice in one message is there once', async () => {
    const teller = await tellerOf('ali');
    const [first, second] = chainOf(teller, 2) as [AuditEntry, AuditEntry];
    expect(await teller.deliver([first, first, second, first])).toEqual({ through: 2 });
    expect(await countOf('device_audit', teller.id)).toBe(2);
    const told = "SELECT action FROM audit_entries WHERE device = $1 AND facts ? 'deviceSeq' ORDER BY seq";
    expect(await server.database.rows(told, [teller.id])).toHaveLength(2);
  });
});

describe('SEC-74: a person who makes entries without end', () => {
  const entriesOf = async (action: string, person: string): Promise<number> =>
    (
      await server.database.rows('SELECT 1 FROM audit_entries WHERE action = $1 AND person = $2', [
        action,
        idOf(person),
      ])
    ).length;
  const foundOf = async (person: string): Promise<number> =>
    (await server.database.rows("SELECT 1 FROM findings WHERE kind = 'toldTooMuch' AND person = $1", [idOf(person)]))
      .length;
  /** A room that is nearly used up: what is tested is its end. */
  const use = (what: string, person: string, count: number) =>
    server.database.rows('INSERT INTO daily_counts (what, subject, day, count) VALUES ($1, $2, $3, $4)', [
      what,
      idOf(person),
      new Date(server.clock.now()).toISOString().slice(0, 10),
      count,
    ]);

  it('by signing in: beyond a hundred of a day they come in all the same, without an entry; head office hears of it once', async () => {
    await createAccount(server.database, { personId: idOf('babak'), login: 'babak', password: 'a right password' });
    await use('sign-ins', 'babak', 98);
    for (let turn = 0; turn < 5; turn += 1)
      expect(await server.app.signIn({ login: 'babak', password: 'a right password' }, '10.1.0.1')).toMatchObject({
        ticket: expect.any(String),
      });
    expect([await entriesOf('session.signedIn', 'babak'), await foundOf('babak')]).toEqual([2, 1]);
    server.clock.advance(DAY);
    await server.app.signIn({ login: 'babak', password: 'a right password' }, '10.1.0.1');
    expect([await entriesOf('session.signedIn', 'babak'), await foundOf('babak')]).toEqual([3, 1]);
  });

  it('by leaving and taking back recovery secrets, the same one again, and from several machines', async () => {
    await server.load([
      {
        collection: 'organisation',
        kind: 'setting',
        id: idOf('recovery'),
        body: { key: 'recoveryShares', value: 'offered' },
      },
    ]);
    const before = await foundOf('sara');
    const [device, other] = [await server.device('sara'), await server.device('sara')];
    const leave = ({ token }: TestDevice, share = server.newId()) =>
      server.app.call('depositRecoveryShare', token, { share, sealed: 'AAAA' });
    const share = server.newId();
    for (let turn = 0; turn < 10; turn += 1) {
      await leave(device, share);
      await leave(other);
    }
    await expect(leave(device, share)).rejects.toMatchObject(throttled);
    await expect(leave(other)).rejects.toMatchObject(throttled);
    // What was left is there, and nothing of what was refused.
    expect(await server.app.call('keepRecoveryShare', device.token, { share })).toMatchObject({ held: true });
    for (let turn = 0; turn < 5; turn += 1) await server.app.call('keepRecoveryShare', other.token, { share: null });
    expect([
      await entriesOf('recovery.shareLeft', 'sara'),
      await entriesOf('recovery.shareDestroyed', 'sara'),
      await foundOf('sara'),
    ]).toEqual([20, 1, before + 1]);
    server.clock.advance(DAY);
    await leave(device);
  });

  it('by exports of nothing, which no ceiling of rows counts; one that is asked for again is free', async () => {
    const grant = { rowsPerExport: 10, rowsPerDay: 20, rowsOffline: 0, until: '2026-12-20' };
    await server.app.call('grantExport', ada.token, { person: idOf('hamid'), grant });
    const hamid = await server.device('hamid');
    const allow = (id = server.newId(), rows = 0) =>
      server.app.call('allowExport', hamid.token, {
        export: id,
        list: 'customers',
        format: 'csv',
        rows,
        reason: 'why',
      });
    await use('exports', 'hamid', 198);
    const id = server.newId();
    const allowed = await allow(id, 3);
    await allow();
    await expect(allow()).rejects.toMatchObject(throttled);
    expect(await allow(id, 3)).toEqual(allowed);
    expect(await entriesOf('export.written', 'hamid')).toBe(2);
    expect((await server.database.rows('SELECT 1 FROM exports WHERE person = $1', [idOf('hamid')])).length).toBe(2);
  });
});

describe('reading what devices told', () => {
  /** Notes how many rows each statement gave. */
  function watched(): { database: Queryable; most(): number } {
    let most = 0;
    return {
      database: {
        async rows<Row extends object>(sql: string, values?: readonly unknown[]) {
          const rows = await server.database.rows<Row>(sql, values);
          most = Math.max(most, rows.length);
          return rows;
        },
      },
      most: () => most,
    };
  }

  it('SEC-74: goes page by page, and finds what is wrong at the end of a page as in the middle', async () => {
    const names = ['hamid', 'hamid', 'hamid', 'darius', 'darius'];
    const [whole, forked, early, gap, unlinked] = await Promise.all(names.map(tellerOf));
    if (!whole || !forked || !early || !gap || !unlinked) throw new Error('No devices');
    await deliverAll(whole, chainOf(whole, 650));
    const mine = chainOf(forked, 401);
    await deliverAll(forked, mine);
    await forked.deliver(chainOf(forked, 1, mine[399], 7));
    const before = chainOf(early, 300);
    await deliverAll(early, before);
    await early.deliver(chainOf(early, 1, before[199], 7));
    const rest = chainOf(gap, 450);
    await deliverAll(gap, [...rest.slice(0, 201), ...rest.slice(202)]);
    const own = chainOf(unlinked, 300);
    await deliverAll(unlinked, own);
    await unlinked.deliver(chainOf(unlinked, 2, chainOf(unlinked, 300, null, 9).at(-1)));
    const { database, most } = watched();
    const ids = [whole.id, forked.id, early.id, gap.id, unlinked.id];
    const verdicts = await verifyDeviceChains(database, ids);
    const brokenOf = (id: string) => verdicts.find(({ device }) => device === id);
    expect(brokenOf(whole.id)).toEqual({ device: whole.id, entries: 650, broken: null });
    expect(brokenOf(forked.id)).toEqual({ device: forked.id, entries: 402, broken: { seq: 401, fault: 'forked' } });
    expect(brokenOf(early.id)).toEqual({ device: early.id, entries: 301, broken: { seq: 201, fault: 'forked' } });
    expect(brokenOf(gap.id)).toEqual({ device: gap.id, entries: 449, broken: { seq: 202, fault: 'missing' } });
    expect(brokenOf(unlinked.id)).toEqual({
      device: unlinked.id,
      entries: 302,
      broken: { seq: 301, fault: 'unlinked' },
    });
    expect(most()).toBeLessThanOrEqual(201);
    // By numbers and links alone the same is found.
    expect(await followDeviceChains(server.database, ids)).toEqual(verdicts);
  });

  it('SEC-74: about one’s own device one hears by numbers and links; who manages devices, by every signature; others nothing', async () => {
    const teller = await tellerOf('babak');
    await teller.deliver(chainOf(teller, 3));
    await server.database.transaction(async (transaction) => {
      await transaction.rows('SET LOCAL session_replication_role = replica');
      await transaction.rows("UPDATE device_audit SET signature = 'AAAA' WHERE device = $1 AND seq = 2", [teller.id]);
    });
    const auditSeenBy = async (token: string) =>
      (await server.app.call('inspectDevice', token, { device: teller.id })).identities[0]?.audit;
    expect(await auditSeenBy(teller.token)).toEqual({ entries: 3, broken: null });
    expect(await auditSeenBy(ada.token)).toEqual({ entries: 3, broken: { seq: 2, fault: 'unsigned' } });
    const hamid = await server.device('hamid');
    await expect(auditSeenBy(hamid.token)).rejects.toMatchObject({ code: 'not_found' });
  });
});
