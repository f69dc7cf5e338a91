import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { schemaVersions } from '../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { salesCreditId, salesCreditSchema } from '../../shared/domain/salesCredits/salesCredit.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { createServerApp } from '../api/app.ts';
import { restoreBackup } from '../backup/restoreBackup.ts';
import { writeBackup } from '../backup/writeBackup.ts';
import { silentLog } from '../log.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import {
  create,
  createTestServer,
  idOf,
  orderBody,
  patch,
  set,
  SOUTH,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { creditSales } from './creditSales.ts';

const OF_ALI = `person/${idOf('ali')}`;

let server: TestServer;
let ali: TestDevice;
let sara: TestDevice;
let hamid: TestDevice;
let customerId: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());
beforeEach(async () => {
  [ali, sara, hamid] = await Promise.all([server.device('ali'), server.device('sara'), server.device('hamid')]);
  customerId = await server.newCustomer('north', { name: 'کارخانهٔ البرز' });
});

let printed = 0;
const confirmed = (rest: RecordBody = {}, { code } = ali): RecordBody => {
  printed += 1;
  return orderBody(customerId, {
    ownerId: idOf('ali'),
    state: 'confirmed',
    number: `ORD-${code}-${String(printed).padStart(4, '0')}`,
    confirmedAt: instantFromMilliseconds(server.clock.now() + printed),
    ...rest,
  });
};
async function confirmOrder(rest: RecordBody = {}, by = ali): Promise<string> {
  const id = server.newId();
  const outcome = await by.push(create('salesDocuments', 'order', id, confirmed(rest, by)));
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
  return id;
}
async function change(by: TestDevice, id: string, ...changes: Parameters<typeof patch>[4][]): Promise<void> {
  const version = (await server.record('salesDocuments', id))?.version ?? 0;
  const outcome = await by.push(patch('salesDocuments', 'order', id, { version }, ...changes));
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
}
const cancel = (by: TestDevice, id: string) => change(by, id, set('state', 'cancelled', 'confirmed'));
const run = (options = {}) => creditSales(server.database, options);
const creditOf = (orderId: string) => server.record('salesCredits', salesCreditId(orderId));
/** What a device that begins anew is given of these orders' credits, as `scope state`. */
async function heldBy(device: TestDevice, orderId: string): Promise<string[]> {
  const rows = await device.pullAll();
  const isOurs = (row: FeedRow) => (row.type === 'put' ? row.record.id : row.id) === salesCreditId(orderId);
  return [...rows].flatMap(([scope, own]) =>
    own
      .filter(isOurs)
      .map((row) => `${scope} ${row.type === 'put' ? JSON.stringify(row.record.body['state']) : 'left'}`),
  );
}
/** Every order that was ever confirmed by somebody has its one credit, as the order is now; nobody else has one. */
async function expectExact(database: Database = server.database): Promise<void> {
  const orders = await database.rows<{ id: string; state: string }>(
    `SELECT r.id, r.body ->> 'state' AS state FROM records r WHERE r.collection = 'salesDocuments' AND EXISTS (
       SELECT 1 FROM history h WHERE h.collection = r.collection AND h.id = r.id AND h.body ->> 'state' = 'confirmed' AND h.body ? 'ownerId')`,
  );
  const credits = await database.rows<{ id: string; state: string; version: number; versions: number }>(
    `SELECT r.id, r.body ->> 'state' AS state, r.version, (SELECT count(*) FROM history h WHERE h.collection = r.collection AND h.id = r.id) AS versions
     FROM records r WHERE r.collection = 'salesCredits'`,
  );
  expect(new Map(credits.map(({ id, state }) => [id, state]))).toEqual(
    new Map(orders.map(({ id, state }) => [salesCreditId(id), state === 'confirmed' ? 'credited' : 'withdrawn'])),
  );
  for (const { version, versions } of credits) expect(version).toBe(versions);
  expect(await findDigestFaults(database)).toEqual([]);
}

describe('who holds a credit', () => {
  test('SYNC-104: a confirmed order is credited to its seller, in their scope, with the facts of that day', async () => {
    const id = await confirmOrder();
    expect(await run()).toEqual({ credited: 1, changed: 0 });
    const credit = await creditOf(id);
    expect(credit).toMatchObject({ home_scope: OF_ALI, shares: [], version: 1, deleted: false });
    expect(credit?.body).toEqual({
      personId: idOf('ali'),
      salesDocumentId: id,
      customerId,
      customerName: 'کارخانهٔ البرز',
      documentDate: '2026-11-20',
      // Two at 5,000 rials and 9 % of tax, as the order itself says.
      amount: { amount: 10_900, currency: 'IRR' },
      state: 'credited',
    });
    expect(salesCreditSchema.safeParse(credit?.body).success).toBe(true);
  });

  test('SYNC-104: the seller, the manager of their branch and head office hold it, and another rep never does', async () => {
    const id = await confirmOrder();
    await run();
    const [babak, darius] = await Promise.all([server.device('babak'), server.device('darius')]);
    for (const device of [ali, hamid, darius]) expect(await heldBy(device, id)).toEqual([`${OF_ALI} "credited"`]);
    for (const device of [babak, sara]) expect(await heldBy(device, id)).toEqual([]);
  });

  test('SYNC-104: the customer goes to another territory, the order with it, and the credit stays; its cancellation there reaches the seller', async () => {
    const id = await confirmOrder();
    await run();
    const cursor = (await ali.heads()).heads;
    await hamid.push(
      patch('customers', 'company', customerId, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    expect(await server.record('salesDocuments', id)).toMatchObject({ home_scope: SOUTH });
    expect(await run()).toEqual({ credited: 0, changed: 0 });
    expect(await creditOf(id)).toMatchObject({ home_scope: OF_ALI, version: 1 });

    await cancel(sara, id);
    expect(await run()).toEqual({ credited: 0, changed: 1 });
    expect(await creditOf(id)).toMatchObject({
      home_scope: OF_ALI,
      version: 2,
      body: { state: 'withdrawn', amount: { amount: 10_900, currency: 'IRR' }, customerName: 'کارخانهٔ البرز' },
    });
    const news = await ali.pullAll({ cursor });
    expect((news.get(OF_ALI) ?? []).map((row) => (row.type === 'put' ? row.record.body['state'] : row))).toEqual([
      'withdrawn',
    ]);
    expect(await heldBy(sara, id)).toEqual([]);
  });

  test('SYNC-104: an order that has moved on before it was credited is credited to who owned it at its confirmation', async () => {
    const id = await confirmOrder();
    await hamid.push(
      patch('customers', 'company', customerId, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    );
    await change(hamid, id, set('ownerId', idOf('sara'), idOf('ali')));
    await run();
    expect((await creditOf(id))?.home_scope).toBe(OF_ALI);
  });

  test('SYNC-104: a sale of nobody is credited to nobody, and to its first owner once it has one', async () => {
    const id = server.newId();
    const { ownerId: _nobody, ...body } = confirmed();
    await ali.push(create('salesDocuments', 'order', id, body));
    expect(await run()).toEqual({ credited: 0, changed: 0 });
    await change(ali, id, set('ownerId', idOf('ali')));
    await change(hamid, id, set('ownerId', idOf('babak'), idOf('ali')));
    expect(await run()).toEqual({ credited: 1, changed: 0 });
    expect((await creditOf(id))?.home_scope).toBe(OF_ALI);
  });
});

describe('what counts', () => {
  test('SYNC-104: a draft and a draft that was cancelled are no sale; one that was confirmed and cancelled is a withdrawn one', async () => {
    const [draft, dropped] = [server.newId(), server.newId()];
    const body = orderBody(customerId, { ownerId: idOf('ali') });
    await ali.push(create('salesDocuments', 'order', draft, body), create('salesDocuments', 'order', dropped, body));
    await change(ali, dropped, set('state', 'cancelled', 'draft'));
    const cancelled = await confirmOrder();
    await cancel(ali, cancelled);
    expect(await run()).toEqual({ credited: 1, changed: 0 });
    expect(await creditOf(draft)).toBeNull();
    expect(await creditOf(dropped)).toBeNull();
    expect((await creditOf(cancelled))?.body['state']).toBe('withdrawn');
    // Credited when it is confirmed, by what it is then.
    await change(ali, draft, set('state', 'confirmed', 'draft'), set('number', `ORD-${ali.code}-0900`));
    expect(await run()).toEqual({ credited: 1, changed: 0 });
    expect((await creditOf(draft))?.body['state']).toBe('credited');
    await expectExact();
  });

  test('SYNC-104 SYNC-54: an order that is edited after it was credited leaves its credit alone, also under another owner and name', async () => {
    const id = await confirmOrder();
    await run();
    await change(ali, id, set('note', 'پس از ثبت'));
    await change(hamid, id, set('ownerId', idOf('babak'), idOf('ali')));
    await hamid.push(
      patch('customers', 'company', customerId, { version: 1 }, set('name', 'البرز نو', 'کارخانهٔ البرز')),
    );
    // Met in the same batch, of the same customer: this one has the new name.
    const later = await confirmOrder();
    expect(await run()).toEqual({ credited: 1, changed: 0 });
    expect((await creditOf(later))?.body['customerName']).toBe('البرز نو');
    expect(await creditOf(id)).toMatchObject({
      version: 1,
      home_scope: OF_ALI,
      body: { personId: idOf('ali'), customerName: 'کارخانهٔ البرز' },
    });
  });

  test('SYNC-54: recomputed from the order as it is, whatever made it so', async () => {
    const id = await confirmOrder();
    await run();
    const other = await server.newCustomer('south', { name: 'دیگری' });
    // What no device may do to a confirmed order, a decision of an administrator or a server of a later version might.
    for (const table of ['records', 'history'])
      await server.database.rows(
        `UPDATE ${table} SET body = body || jsonb_build_object('orderedOn', '2026-11-19', 'customerId', $2::text) WHERE id = $1`,
        [id, other],
      );
    await change(hamid, id, set('note', 'x'));
    expect(await run()).toEqual({ credited: 0, changed: 1 });
    expect((await creditOf(id))?.body).toMatchObject({
      documentDate: '2026-11-19',
      customerId: other,
      customerName: 'دیگری',
    });
    const [row] = await server.database.rows(
      "SELECT changed_paths FROM history WHERE collection = 'salesCredits' AND id = $1 AND version = 2",
      [salesCreditId(id)],
    );
    expect(row).toEqual({ changed_paths: ['customerId', 'customerName', 'documentDate'] });
  });
});

describe('who writes a credit', () => {
  test('SYNC-104 SYNC-65: no device does, neither a new one nor in one that is there; the group is parked', async () => {
    const id = await confirmOrder();
    await run();
    const forged = { ...(await creditOf(id))!.body, personId: idOf('sara'), amount: { amount: 1, currency: 'IRR' } };
    const [babak, ada] = await Promise.all([server.device('babak'), server.device('ada')]);
    const credit = salesCreditId(id);
    const seen = { epoch: ali.epoch, version: 1, group: null };
    for (const [device, operation] of [
      [sara, create('salesCredits', 'salesCredit', server.newId(), forged)],
      [await server.device('ali'), create('salesCredits', 'salesCredit', credit, forged)],
      [ali, patch('salesCredits', 'salesCredit', credit, seen, set('state', 'withdrawn', 'credited'))],
      [hamid, { act: 'delete', collection: 'salesCredits', kind: 'salesCredit', id: credit, seen } as const],
      [ada, patch('salesCredits', 'salesCredit', credit, seen, set('personId', idOf('ada'), idOf('ali')))],
    ] as const)
      expect(await device.push(operation)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    // Somebody who does not even hold it.
    expect(await babak.push(create('salesCredits', 'salesCredit', credit, forged))).toMatchObject({
      outcome: 'parked',
    });
    expect(await creditOf(id)).toMatchObject({ version: 1, body: { personId: idOf('ali') } });
    await expectExact();
  });

  test('SYNC-54: run again, cut, and on two nodes at once beside pushes and moves, each sale has one credit', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count += 1) ids.push(await confirmOrder());
    const territories = ['south', 'north'];
    const people = (async () => {
      for (let count = 0; count < 12; count += 1) {
        ids.push(await confirmOrder({}, hamid));
        if (count % 3 === 0) await cancel(hamid, ids[count] ?? '');
        const [to = '', from = ''] = territories.toReversed();
        territories.reverse();
        const version = (await server.record('customers', customerId))?.version ?? 0;
        await hamid.push(
          patch('customers', 'company', customerId, { version }, set('territoryId', idOf(from), idOf(to))),
        );
      }
    })();
    let asked = 0;
    await Promise.all([
      run({ batchSize: 3 }),
      run({ batchSize: 4 }),
      run({ batchSize: 2, isStopped: () => (asked += 1) > 9 }),
      people,
    ]);
    await Promise.all([run(), run({ batchSize: 5 })]);
    await run();
    await expectExact();
    expect(await run()).toEqual({ credited: 0, changed: 0 });
    for (const id of ids) expect(await creditOf(id)).toMatchObject({ home_scope: OF_ALI });
  });

  test('SYNC-54: a transaction that fails leaves neither a credit nor a cursor that has passed its order', async () => {
    const id = await confirmOrder();
    await server.database.rows("ALTER TABLE feed ADD CONSTRAINT fails CHECK (collection <> 'salesCredits') NOT VALID");
    await expect(run()).rejects.toThrow();
    await server.database.rows('ALTER TABLE feed DROP CONSTRAINT fails');
    expect(await creditOf(id)).toBeNull();
    expect((await run()).credited).toBe(1);
    await expectExact();
  });

  test('SYNC-54: where the end of a feed was tidied away, it is passed, and what comes behind it is met', async () => {
    await server.database.rows("INSERT INTO scope_counters (scope, seq) VALUES ('territory/tidied', 5)");
    expect(await run()).toEqual({ credited: 0, changed: 0 });
    expect(await server.database.rows("SELECT seq FROM sales_credit_cursors WHERE scope = 'territory/tidied'")).toEqual(
      [{ seq: 5 }],
    );
    expect(
      await server.database.rows(
        'SELECT scope FROM scope_counters c LEFT JOIN sales_credit_cursors k USING (scope) WHERE c.seq <> coalesce(k.seq, 0)',
      ),
    ).toEqual([]);
  });

  test('SYNC-104: a restored server makes the same credits again, and follows what devices bring it anew', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-credits-'));
    const restored = await createTestDatabase();
    const database = openDatabase({ url: restored.url });
    try {
      const first = await confirmOrder();
      await run();
      const second = await confirmOrder();
      await writeBackup(server.database, server.clock, join(folder, 'backup'));
      const cancelling = ali.write(
        patch('salesDocuments', 'order', first, { version: 1, group: null }, set('state', 'cancelled', 'confirmed')),
      );
      const third = server.newId();
      const selling = ali.write(create('salesDocuments', 'order', third, confirmed()));
      await ali.send([cancelling, selling]);
      await run();
      const earlier = await Promise.all([first, second, third].map(creditOf));
      expect(earlier.map((credit) => credit?.body['state'])).toEqual(['withdrawn', 'credited', 'credited']);

      await restoreBackup(database, server.clock, join(folder, 'backup'));
      const app = await createServerApp({
        database,
        keys: server.keys,
        clock: server.clock,
        randomness: createSeededRandomness(9),
        log: silentLog,
      });
      try {
        const later = async () =>
          Promise.all(
            [first, second, third].map(
              async (id) =>
                (
                  await database.rows<{ body: RecordBody; home_scope: string }>(
                    "SELECT body, home_scope FROM records WHERE collection = 'salesCredits' AND id = $1",
                    [salesCreditId(id)],
                  )
                )[0],
            ),
          );
        expect(await creditSales(database)).toEqual({ credited: 1, changed: 0 });
        expect((await later()).map((credit) => credit?.body['state'])).toEqual(['credited', 'credited', undefined]);
        await ali.send([cancelling, selling], app);
        expect(await creditSales(database)).toEqual({ credited: 1, changed: 1 });
        expect(await later()).toEqual(earlier.map((credit) => ({ body: credit?.body, home_scope: OF_ALI })));
        await expectExact(database);
      } finally {
        await app.close();
      }
    } finally {
      await database.close();
      await restored.drop();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('SYNC-104 SYNC-161: a program that does not know credits gets none and misses nothing; upgraded, it is told that its view changed', async () => {
  const id = await confirmOrder();
  await run();
  const { salesCredits: _unknown, ...known } = schemaVersions();
  const before = await ali.handshake(known);
  const heads = await ali.heads();
  expect(Object.values(heads.digests).some((byCollection) => 'salesCredits' in byCollection)).toBe(false);
  const rows = [...(await ali.pullAll({ heads })).values()].flat();
  expect(rows.some((row) => row.type === 'put' && row.record.collection === 'salesCredits')).toBe(false);
  expect(rows.some((row) => row.type === 'put' && row.record.id === id)).toBe(true);
  expect((await ali.handshake()).view).not.toBe(before.view);
  expect(await heldBy(ali, id)).toEqual([`${OF_ALI} "credited"`]);
});
