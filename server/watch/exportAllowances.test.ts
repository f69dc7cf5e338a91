/** What a person may export: granted, counted before it is written, over all their devices. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { ExportGrant } from '../../shared/domain/exports/exportGrant.ts';
import {
  create,
  createTestServer,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const GRANT: ExportGrant = { rowsPerExport: 100, rowsPerDay: 250, rowsOffline: 80, until: '2026-11-25' };
const DAY = 86_400_000;

const grant = (person: string, wanted: ExportGrant | null) =>
  server.app.call('grantExport', ada.token, { person: idOf(person), grant: wanted });
const allow = (device: TestDevice, rows: number, id = server.newId()) =>
  server.app.call('allowExport', device.token, {
    export: id,
    list: 'customers',
    format: 'csv',
    rows,
    reason: 'گزارش ماه',
  });
const lease = (device: TestDevice, used: object[] = []) =>
  server.app.call('leaseExports', device.token, { used, wanted: true });
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => (isPeyvandError(error) ? { code: error.code, ...error.facts } : error),
  );
const audited = (action: string) =>
  server.database.rows<{ person: string; subject: string; facts: Record<string, unknown> }>(
    'SELECT person, subject, facts FROM audit_entries WHERE action = $1 ORDER BY seq',
    [action],
  );

describe('a grant', () => {
  test('SEC-100: without one nobody exports, not even an administrator', async () => {
    const ali = await server.device('ali');
    for (const device of [ali, ada])
      expect(await failure(allow(device, 1))).toMatchObject({ code: 'permission_denied', permission: 'export' });
    expect(await lease(ali)).toEqual({ allowance: null });
  });

  test('SEC-100: is given by an administrator, in the person’s record, which syncs; and is written down', async () => {
    await grant('sara', GRANT);
    expect((await server.record('organisation', idOf('sara')))?.body['exportGrant']).toEqual(GRANT);
    const before = (await server.record('organisation', idOf('sara')))?.version;
    await grant('sara', GRANT);
    expect((await server.record('organisation', idOf('sara')))?.version).toBe(before);
    expect(await audited('export.granted')).toMatchObject([
      { person: idOf('ada'), subject: idOf('sara'), facts: { name: 'سارا', rowsPerExport: 100, until: '2026-11-25' } },
    ]);
    const rows = await ada.pullAll();
    const image = rows.get('company')?.findLast((row) => row.type === 'put' && row.record.id === idOf('sara'));
    expect(image).toMatchObject({ record: { body: { exportGrant: GRANT } } });
  });

  test('SEC-100: no device writes one itself, an administrator’s neither', async () => {
    const outcome = await ada.push(
      patch('organisation', 'person', idOf('ada'), { version: 1 }, set('exportGrant', { ...GRANT })),
    );
    expect(outcome).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    const born = { name: 'تازه', role: 'rep', active: true, exportGrant: { ...GRANT } };
    const another = await server.device('ada');
    expect(await another.push(create('organisation', 'person', server.newId(), born))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
  });

  test('SEC-100: nobody gives one to themselves, an administrator neither; to take one from oneself is free', async () => {
    const own = { code: 'illegal_transition', facts: { reason: 'own_grant' } };
    await expect(grant('ada', GRANT)).rejects.toMatchObject(own);
    await expect(
      server.app.call('grantReading', ada.token, {
        person: idOf('ada'),
        grant: { pagesPerHour: 500, until: '2026-11-25' },
      }),
    ).rejects.toMatchObject(own);
    await grant('ada', null);
    expect((await server.record('organisation', idOf('ada')))?.version).toBe(1);
  });

  test('SEC-100: ends with its last day, and with being taken away', async () => {
    const sara = await server.device('sara');
    await grant('sara', { ...GRANT, until: '2026-11-20' });
    expect(await failure(allow(sara, 1))).toMatchObject({ code: 'permission_denied' });
    await grant('sara', { ...GRANT, until: '2026-11-21' });
    expect(await failure(allow(sara, 1))).toBeNull();
    await grant('sara', null);
    expect(await failure(allow(sara, 1))).toMatchObject({ code: 'permission_denied' });
    expect((await server.record('organisation', idOf('sara')))?.body).not.toHaveProperty('exportGrant');
  });
});

describe('ceilings', () => {
  test('SEC-101: per export and per day, over all devices of a person, whatever was written of it', async () => {
    await grant('babak', GRANT);
    const [one, other] = [await server.device('babak'), await server.device('babak')];
    expect(await failure(allow(one, 101))).toEqual({
      code: 'export_refused',
      reason: 'per_export',
      rows: 101,
      most: 100,
    });
    await allow(one, 100);
    await allow(other, 100);
    expect(await failure(allow(one, 51))).toEqual({ code: 'export_refused', reason: 'per_day', rows: 51, most: 50 });
    await allow(one, 50);
    expect(await failure(allow(other, 1))).toMatchObject({ reason: 'per_day', most: 0 });
    server.clock.advance(DAY - 1_000);
    expect(await failure(allow(other, 1))).toMatchObject({ reason: 'per_day' });
    server.clock.advance(2_000);
    expect(await failure(allow(other, 100))).toBeNull();
    server.clock.advance(-DAY - 1_000);
  });

  test('SEC-101: two devices at once do not get the same rows', async () => {
    await grant('hamid', { ...GRANT, rowsPerDay: 100 });
    const devices = [await server.device('hamid'), await server.device('hamid'), await server.device('hamid')];
    const answers = await Promise.all(devices.map((device) => failure(allow(device, 60))));
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  });

  test('SEC-101: the same export asked for again, after a lost answer, counts once; another’s id is refused', async () => {
    await grant('darius', GRANT);
    const darius = await server.device('darius');
    const id = server.newId();
    const first = await allow(darius, 90, id);
    expect(await allow(darius, 90, id)).toEqual(first);
    expect(await failure(allow(darius, 100))).toBeNull();
    expect(await failure(allow(darius, 61))).toMatchObject({ most: 60 });
    expect(await failure(allow(await server.device('darius'), 5, id))).toMatchObject({ code: 'token_foreign' });
  });

  test('SEC-101: an allowance is given again for the very same export alone, and while its rows are good', async () => {
    await grant('sara', { ...GRANT, rowsPerDay: 10_000 });
    const sara = await server.device('sara');
    const input = { export: server.newId(), list: 'customers', format: 'csv', rows: 90, reason: 'گزارش ماه' } as const;
    const ask = (more: object) => server.app.call('allowExport', sara.token, { ...input, ...more });
    const first = await ask({});
    expect(await ask({})).toEqual(first);
    for (const more of [{ list: 'orders' }, { format: 'xlsx' }, { reason: 'چیز دیگر' }, { rows: 89 }])
      expect([more, await failure(ask(more))]).toEqual([more, expect.objectContaining({ code: 'token_foreign' })]);
    server.clock.advance(31 * 60_000);
    expect(await failure(ask({}))).toMatchObject({ code: 'token_foreign' });
    server.clock.advance(-31 * 60_000);
    expect((await audited('export.written')).filter(({ subject }) => subject === input.export)).toHaveLength(1);
  });

  test('SEC-104: an export is in the audit log with who, what, how much and why, before a row of it is written', async () => {
    const entries = await audited('export.written');
    expect(entries.find(({ person }) => person === idOf('darius'))).toMatchObject({
      facts: { list: 'customers', format: 'csv', rows: 90, reason: 'گزارش ماه', offline: false },
    });
  });
});

describe('days without a line', () => {
  test('SEC-102: rows are leased to a device ahead, counted as if they were used, and the same ones while they are good', async () => {
    await grant('ali', GRANT);
    const ali = await server.device('ali');
    const { allowance } = await lease(ali);
    expect(allowance).toMatchObject({ rows: 80 });
    expect(await lease(ali)).toEqual({ allowance });
    expect(await failure(allow(ali, 100))).toBeNull();
    expect(await failure(allow(ali, 71))).toMatchObject({ reason: 'per_day', most: 70 });
    const other = await server.device('ali');
    expect((await lease(other)).allowance).toMatchObject({ rows: 70 });
    expect((await lease(await server.device('ali'))).allowance).toBeNull();
  });

  test('SEC-102: what was written meanwhile is told once; more than was leased is a finding', async () => {
    const ali = await server.device('ali');
    server.clock.advance(2 * DAY);
    const { allowance } = await lease(ali);
    const used = (rows: number, id = server.newId()) => ({
      export: id,
      allowance: allowance?.id ?? '',
      list: 'customers',
      format: 'xlsx',
      rows,
      reason: 'نمایشگاه',
      at: '2026-11-23T06:00:00.000Z',
    });
    const first = used(50);
    await lease(ali, [first]);
    await lease(ali, [first, used(30)]);
    const findings = () =>
      server.database.rows<{ facts: object }>("SELECT facts FROM findings WHERE kind = 'exportBeyondLease'");
    expect(await findings()).toEqual([]);
    await lease(ali, [used(1)]);
    expect(await findings()).toEqual([{ facts: { list: 'customers', rows: 1, leased: 80 } }]);
    await lease(ali, [{ ...used(5), allowance: server.newId() }]);
    expect(await findings()).toHaveLength(2);
    const log = await server.app.call('watchExports', ada.token, { offset: 0, limit: 100 });
    expect(log.rows.filter(({ person, offline }) => offline && person.id === idOf('ali'))).toMatchObject([
      { rows: 50, reason: 'نمایشگاه' },
      { rows: 30 },
      { rows: 1 },
    ]);
  });

  test('SEC-102 SEC-27: what an earlier identity or device of a person was leased holds for the one that tells of it, and for nobody else’s', async () => {
    await grant('ali', { ...GRANT, until: '2026-12-31' });
    server.clock.advance(2 * DAY);
    const [before, now, builtAnew] = [
      await server.device('ali'),
      await server.device('ali'),
      await server.device('ali'),
    ];
    const other = await server.device('sara');
    await server.database.rows('UPDATE devices SET line = $1 WHERE id = $2', [before.id, now.id]);
    const { allowance } = await lease(before);
    const used = (rows: number) => ({
      export: server.newId(),
      allowance: allowance?.id ?? '',
      list: 'orders',
      format: 'xlsx',
      rows,
      reason: 'پیش از بازگشت',
      at: '2026-11-25T06:00:00.000Z',
    });
    const found = () =>
      server.database.rows("SELECT 1 FROM findings WHERE kind = 'exportBeyondLease' AND facts->>'list' = 'orders'");
    await lease(now, [used(40)]);
    await lease(builtAnew, [used(10)]);
    expect(await found()).toEqual([]);
    await lease(other, [used(1)]);
    expect(await found()).toHaveLength(1);
  });

  test('SEC-74: more exports than any day has are told on the days that follow, and head office hears of it once', async () => {
    const sara = await server.device('sara');
    const used = Array.from({ length: 150 }, () => ({
      export: server.newId(),
      allowance: server.newId(),
      list: 'customers',
      format: 'csv',
      rows: 1,
      reason: 'ساختگی',
      at: '2026-11-23T06:00:00.000Z',
    }));
    const found = async (kind: string): Promise<number> =>
      (await server.database.rows('SELECT 1 FROM findings WHERE kind = $1 AND device = $2', [kind, sara.id])).length;
    for (let turn = 0; turn < 3; turn += 1)
      expect(await failure(lease(sara, used))).toMatchObject({ code: 'throttled', reason: 'day_full' });
    expect([await found('exportBeyondLease'), await found('toldTooMuch')]).toEqual([100, 1]);
    server.clock.advance(DAY);
    expect(await failure(lease(sara, used))).toBeNull();
    expect([await found('exportBeyondLease'), await found('toldTooMuch')]).toEqual([150, 1]);
  });
});
