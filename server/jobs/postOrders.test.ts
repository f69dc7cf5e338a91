import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import { invoiceText, type Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { beginEpoch } from '../sync/epochs.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import {
  create,
  createTestServer,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { openPosting } from './openPosting.ts';
import { readPostingState } from './posting.ts';
import { postOrders, yearOfBooks } from './postOrders.ts';

let server: TestServer;
let ali: TestDevice;
let customerId: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());
beforeEach(async () => {
  ali = await server.device('ali');
  customerId = await server.newCustomer();
});

let printed = 0;
const confirmed = (rest: RecordBody = {}): RecordBody => {
  printed += 1;
  return orderBody(customerId, {
    state: 'confirmed',
    number: `ORD-${ali.code}-${String(printed).padStart(4, '0')}`,
    confirmedAt: instantFromMilliseconds(server.clock.now() + printed),
    ...rest,
  });
};
async function confirmOrder(rest: RecordBody = {}): Promise<string> {
  const id = server.newId();
  const outcome = await ali.push(create('salesDocuments', 'order', id, confirmed(rest)));
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
  return id;
}
const run = (options = {}) => postOrders(server.database, server.keys, server.clock, options);
const invoiceOf = async (id: string) =>
  (await server.record('salesDocuments', id))?.body['invoice'] as Invoice | undefined;
/** All serials of the year are there, once each, and each order has what the ledger says. */
async function expectGapless(): Promise<void> {
  const rows = await server.database.rows<{ serial: number; number: string | null }>(
    `SELECT p.serial, r.body -> 'invoice' ->> 'number' AS number FROM postings p JOIN records r ON r.id = p.order_id WHERE p.year IS NOT NULL ORDER BY p.serial`,
  );
  expect(rows.map(({ serial }) => serial)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.map(({ number }) => number)).toEqual(rows.map(({ serial }) => `1405-${String(serial).padStart(6, '0')}`));
}

describe('posting', () => {
  test('SYNC-156: until an administrator opens it nobody gets a number, and what was confirmed before keeps to its own books', async () => {
    const early = await confirmOrder();
    expect(await readPostingState(server.database)).toBe('never opened');
    expect(await run()).toBe(0);
    expect(await openPosting(server.database, server.clock)).toMatchObject({ before: 'never opened', refusal: null });
    const late = await confirmOrder();
    expect(await run()).toBe(1);
    expect([await invoiceOf(early), (await invoiceOf(late))?.number]).toEqual([undefined, '1405-000001']);
    await server.database.rows('UPDATE installation SET posting_epoch = 1');
  });

  test('SYNC-156: numbers follow the confirmations, without gaps, and a draft, a cancelled or an imported order gets none', async () => {
    const second = await confirmOrder({ confirmedAt: '2026-11-21T10:00:00.000Z' });
    const first = await confirmOrder({ confirmedAt: '2026-11-21T09:00:00.000Z' });
    const draft = server.newId();
    await ali.push(create('salesDocuments', 'order', draft, orderBody(customerId)));
    const cancelled = await confirmOrder();
    await ali.push(
      patch(
        'salesDocuments',
        'order',
        cancelled,
        { version: 1, group: ali.last?.hash ?? null },
        set('state', 'cancelled', 'confirmed'),
      ),
    );
    const imported = server.newId();
    const body = confirmed({ source: { preset: 'p', table: 't', id: '1' } });
    await server.load([{ collection: 'salesDocuments', kind: 'order', id: imported, body }]);
    expect(await run()).toBe(2);
    expect((await invoiceOf(second))!.serial).toBe((await invoiceOf(first))!.serial + 1);
    for (const id of [draft, cancelled, imported]) expect(await invoiceOf(id)).toBeUndefined();
    await expectGapless();
  });

  test('SYNC-156: who may not import keeps no order out of the books by saying that it was imported', async () => {
    const body = confirmed({ source: { preset: 'p', table: 't', id: '1' } });
    expect(await ali.push(create('salesDocuments', 'order', server.newId(), body))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
      facts: { path: 'source' },
    });
    const draft = server.newId();
    await ali.push(create('salesDocuments', 'order', draft, orderBody(customerId)));
    const source = set('source', { preset: 'p', table: 't', id: '1' });
    expect(await ali.push(patch('salesDocuments', 'order', draft, { version: 1 }, source))).toMatchObject({
      outcome: 'parked',
      facts: { path: 'source' },
    });
  });

  test('SYNC-156 SYNC-54: run again, cut, and on two nodes at once beside pushes, an order has one number and none is skipped', async () => {
    for (let count = 0; count < 12; count += 1) await confirmOrder();
    const pushes = (async () => {
      for (let count = 0; count < 12; count += 1) await confirmOrder();
    })();
    let asked = 0;
    await Promise.all([
      run({ batchSize: 3 }),
      run({ batchSize: 4 }),
      run({ batchSize: 2, isStopped: () => (asked += 1) > 2 }),
      pushes,
    ]);
    await Promise.all([run(), run()]);
    await expectGapless();
    expect(await run()).toBe(0);
    expect(
      await server.database.rows(
        "SELECT id FROM history WHERE 'invoice' = ANY(changed_paths) GROUP BY id HAVING count(*) > 1",
      ),
    ).toEqual([]);
    expect(await findDigestFaults(server.database)).toEqual([]);
  });

  test('SYNC-54: a transaction that fails leaves neither a number nor a gap', async () => {
    const id = await confirmOrder();
    await server.database.rows('ALTER TABLE feed ADD CONSTRAINT fails CHECK (version < 2) NOT VALID');
    await expect(run()).rejects.toThrow();
    await server.database.rows('ALTER TABLE feed DROP CONSTRAINT fails');
    expect(await invoiceOf(id)).toBeUndefined();
    expect(await run()).toBe(1);
    await expectGapless();
  });

  test('SYNC-156: the number reaches devices as a change of the server, is signed by it, and clashes with nobody’s work', async () => {
    const id = await confirmOrder();
    await run();
    const invoice = (await invoiceOf(id))!;
    const rows = (await ali.pullAll()).get(NORTH) ?? [];
    expect(
      rows.flatMap((row) => (row.type === 'put' && row.record.id === id ? [row.record.body['invoice']] : [])),
    ).toEqual([invoice]);
    const [{ company_id: company }] = (await server.database.rows<{ company_id: string }>(
      'SELECT company_id FROM installation',
    )) as [{ company_id: string }];
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: server.keys.publicKeys.signing },
      format: 'jwk',
    });
    const isSigned = (text: string) =>
      verify(null, Buffer.from(text), key, Buffer.from(invoice.signature, 'base64url'));
    expect(isSigned(invoiceText(company, id, invoice))).toBe(true);
    expect(isSigned(invoiceText(company, idOf('other'), invoice))).toBe(false);
    // Cancelled by somebody who had not seen the number: it stays, used.
    const outcome = await ali.push(
      patch(
        'salesDocuments',
        'order',
        id,
        { version: 1, group: ali.last?.hash ?? null },
        set('state', 'cancelled', 'confirmed'),
      ),
    );
    expect(outcome).toMatchObject({ outcome: 'applied', reviews: [] });
    expect((await server.record('salesDocuments', id))?.body).toMatchObject({ state: 'cancelled', invoice });
  });

  test('SYNC-65 SYNC-156: no device gives a number, neither to a new order nor to one that is there', async () => {
    const forged = {
      number: '1405-999999',
      year: 1405,
      serial: 999_999,
      postedAt: '2026-11-21T08:00:00.000Z',
      signature: 'x',
    };
    expect(
      await ali.push(create('salesDocuments', 'order', server.newId(), confirmed({ invoice: forged }))),
    ).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
    const babak = await server.device('babak');
    const id = await confirmOrder();
    expect(
      await babak.push(patch('salesDocuments', 'order', id, { version: 1 }, set('invoice', forged))),
    ).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
    await run();
    expect((await invoiceOf(id))?.serial).toBeLessThan(999_999);
  });

  test('SYNC-156: a new epoch closes posting until an administrator opens it again', async () => {
    const id = await confirmOrder();
    await beginEpoch(server.database);
    expect(await readPostingState(server.database)).toBe('closed');
    expect(await run()).toBe(0);
    // Devices may hold numbers of the earlier life: whoever opens without them says where the paper ends.
    expect(await openPosting(server.database, server.clock)).toMatchObject({
      before: 'closed',
      refusal: { reason: 'unaccounted' },
    });
    expect(await run()).toBe(0);
    const [series] = await server.database.rows<{ year: number; serial: number }>(
      'SELECT year, serial FROM posting_series',
    );
    if (!series) throw new Error('Nothing was posted');
    expect(await openPosting(server.database, server.clock, { lastOnPaper: [series] })).toMatchObject({
      before: 'closed',
      refusal: null,
    });
    expect(await run()).toBe(1);
    expect(await invoiceOf(id)).toBeDefined();
    await expectGapless();
  });
});

test('the year of the books changes in Tehran, at Nowruz', () => {
  // 1 Farvardin 1405 is 21 March 2026; midnight there is 20:30 UTC.
  expect(yearOfBooks(Date.UTC(2026, 2, 20, 20, 29))).toBe(1404);
  expect(yearOfBooks(Date.UTC(2026, 2, 20, 20, 31))).toBe(1405);
});
