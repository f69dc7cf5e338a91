/** Where the company has its invoices numbered: which paper of a sale bears the legal number, whatever changes and whoever is without a line. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import { settingId, type InvoicedBy } from '../../shared/domain/organisation/companySettings.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { settleInvoices } from '../facts/settleInvoices.ts';
import { creditSales } from './creditSales.ts';
import {
  create,
  createTestServer,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { openPosting } from './openPosting.ts';
import { postOrders, WAITING } from './postOrders.ts';
import { writeBackup } from '../backup/writeBackup.ts';
import { restoreLife } from '../testing/restoredLife.ts';

let server: TestServer;
let ali: TestDevice;
let babak: TestDevice;
let ada: TestDevice;
let customerId: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());
beforeEach(async () => {
  ali = await server.device('ali');
  babak = await server.device('babak');
  customerId = await server.newCustomer();
});

let printed = 0;
const at = (): string => instantFromMilliseconds(server.clock.now() + (printed += 1));

async function push(device: TestDevice, kind: string, body: RecordBody): Promise<string> {
  const id = server.newId();
  const outcome = await device.push(create('salesDocuments', kind, id, body));
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
  return id;
}
/** Of two pieces. */
const confirmOrder = (rest: RecordBody = {}): Promise<string> =>
  push(ali, 'order', orderBody(customerId, { state: 'confirmed', confirmedAt: at(), ...rest }));
const issueInvoice = (orderId: string, pieces: number, device = ali, rest: RecordBody = {}): Promise<string> => {
  const { orderedOn: _day, lines, ...head } = orderBody(customerId);
  const [line] = lines as RecordBody[];
  return push(device, 'invoice', {
    ...head,
    orderId,
    state: 'issued',
    issuedOn: '2026-11-21',
    issuedAt: at(),
    lines: [{ ...line, orderLineId: 'l1', quantity: pieces * 1_000 }],
    ...rest,
  });
};
const cancel = async (kind: string, id: string, from: string, version: number): Promise<void> => {
  const outcome = await ali.push(
    patch('salesDocuments', kind, id, { version, group: ali.last?.hash ?? null }, set('state', 'cancelled', from)),
  );
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
};
const run = (options = {}) => postOrders(server.database, server.keys, server.clock, options);
const numberOf = async (id: string): Promise<string | null> =>
  ((await server.record('salesDocuments', id))?.body['invoice'] as Invoice | undefined)?.number ?? null;
const isNumbered = async (...ids: string[]): Promise<boolean[]> =>
  Promise.all(ids.map(async (id) => (await numberOf(id)) !== null));

/** The company decides which paper is the invoice. */
async function decide(by: InvoicedBy): Promise<void> {
  const id = settingId('invoicedBy');
  const held = await server.record('organisation', id);
  const outcome = held
    ? await ada.push(
        patch(
          'organisation',
          'setting',
          id,
          { version: held.version, group: ada.last?.hash ?? null },
          set('value', by),
        ),
      )
    : await ada.push(create('organisation', 'setting', id, { key: 'invoicedBy', value: by }));
  if (outcome.outcome !== 'applied') throw new Error(JSON.stringify(outcome));
}

async function expectGapless(): Promise<void> {
  const rows = await server.database.rows<{ serial: number; number: string | null }>(
    `SELECT p.serial, r.body -> 'invoice' ->> 'number' AS number FROM postings p JOIN records r ON r.id = p.order_id WHERE p.year IS NOT NULL ORDER BY p.serial`,
  );
  expect(rows.map(({ serial }) => serial)).toEqual(rows.map((_, index) => index + 1));
  expect(rows.map(({ number }) => number)).toEqual(rows.map(({ serial }) => `1405-${String(serial).padStart(6, '0')}`));
}

describe('SYNC-156: the legal number is on the order or on its invoices, never on both', () => {
  test('when posting is opened, what is invoiced already keeps to its own books; an open order may still be invoiced', async () => {
    await decide('invoice');
    const early = await confirmOrder();
    const invoiced = await confirmOrder();
    const old = await issueInvoice(invoiced, 2);
    await openPosting(server.database, server.clock);
    const invoice = await issueInvoice(early, 2);
    expect(await run()).toBe(1);
    expect(await isNumbered(early, invoiced, old, invoice)).toEqual([false, false, false, true]);
    await expectGapless();
  });

  test('by order: the order has it, and its invoices have none', async () => {
    await decide('order');
    const order = await confirmOrder();
    const invoice = await issueInvoice(order, 2);
    expect(await run()).toBe(1);
    expect(await isNumbered(order, invoice)).toEqual([true, false]);
    await decide('invoice');
    expect(await run()).toBe(0);
    expect(await isNumbered(order, invoice)).toEqual([true, false]);
  });

  test('by invoice: each issued invoice has one, in the order of their issue; drafts, cancelled ones and orders have none', async () => {
    await decide('invoice');
    const order = await confirmOrder();
    const first = await issueInvoice(order, 1);
    const second = await issueInvoice(order, 1);
    const other = await confirmOrder();
    const cancelled = await issueInvoice(other, 2);
    await cancel('invoice', cancelled, 'issued', 1);
    expect(await run({ batchSize: 1 })).toBe(2);
    expect(await isNumbered(order, other, cancelled)).toEqual([false, false, false]);
    const [one, two] = [await numberOf(first), await numberOf(second)];
    expect(Number(two?.slice(5))).toBe(Number(one?.slice(5)) + 1);
    // The number of one that is cancelled afterwards stays, used.
    await cancel('invoice', first, 'issued', 2);
    expect(await numberOf(first)).toBe(one);
    await expectGapless();
  });

  test('a sale goes on as it began, whatever the setting says by then', async () => {
    await decide('invoice');
    const order = await confirmOrder();
    const first = await issueInvoice(order, 1);
    await run();
    await decide('order');
    const rest = await issueInvoice(order, 1);
    const fresh = await confirmOrder();
    await run();
    expect(await isNumbered(order, first, rest, fresh)).toEqual([false, true, true, true]);
    await decide('invoice');
    const late = await issueInvoice(fresh, 2);
    await run();
    expect(await isNumbered(fresh, late)).toEqual([true, false]);
    await expectGapless();
  });

  test('two devices that both invoiced the rest: the books take the first, the other waits, and stalls nobody', async () => {
    await decide('invoice');
    const order = await confirmOrder();
    const first = await issueInvoice(order, 2);
    const twice = await issueInvoice(order, 2, babak);
    const behind = await issueInvoice(await confirmOrder(), 2);
    expect(await run({ batchSize: 1 })).toBe(2);
    expect(await isNumbered(first, twice, behind)).toEqual([true, false, true]);
    expect(await run()).toBe(0);
    // Neither paper is lost: somebody cancels the one, and the other has its number.
    await cancel('invoice', first, 'issued', 2);
    expect(await run()).toBe(1);
    expect(await isNumbered(twice)).toEqual([true]);
    await expectGapless();
  });

  test('nor may two bear the freight of one order: the second waits until the first is cancelled', async () => {
    await decide('invoice');
    const freight = { amount: 500, currency: 'IRR' };
    const order = await confirmOrder({ freight });
    const first = await issueInvoice(order, 1, ali, { freight });
    const second = await issueInvoice(order, 1, babak, { freight });
    expect(await run()).toBe(1);
    expect(await isNumbered(first, second)).toEqual([true, false]);
    await cancel('invoice', first, 'issued', 2);
    expect(await run()).toBe(1);
    expect(await isNumbered(second)).toEqual([true]);
  });

  test('on two nodes at once, cut, and beside a change of the setting, none has two and none is skipped', async () => {
    await decide('invoice');
    const orders: string[] = [];
    const invoices: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const order = await confirmOrder();
      orders.push(order);
      invoices.push(await issueInvoice(order, 2));
    }
    let asked = 0;
    await Promise.all([
      run({ batchSize: 2 }),
      run({ batchSize: 3 }),
      run({ batchSize: 1, isStopped: () => (asked += 1) > 2 }),
      decide('order'),
    ]);
    await Promise.all([run(), run()]);
    await decide('invoice');
    await run();
    for (const [index, order] of orders.entries()) {
      const numbered = await isNumbered(order, invoices[index] ?? '');
      expect(numbered.filter(Boolean)).toHaveLength(1);
    }
    await expectGapless();
  });

  test('a number that came back after a restore is written into its invoice', async () => {
    await decide('invoice');
    const order = await confirmOrder();
    const invoice = await issueInvoice(order, 2);
    await run();
    const number = await numberOf(invoice);
    // As a restored server finds it: the books know the number, the invoice has lost it.
    await server.database.rows("UPDATE records SET body = body - 'invoice' WHERE id = $1", [invoice]);
    await server.database.rows(
      `INSERT INTO restored_facts (id, kind, text, signature, subject, state, facts, year, serial, brought_by, epoch)
       SELECT 'x', 'invoice', 'x', 'x', p.order_id::text, 'waiting', '{}', p.year, p.serial, $2, p.epoch FROM postings p WHERE p.order_id = $1`,
      [invoice, ali.id],
    );
    expect(await settleInvoices(server.database)).toBe(1);
    expect(await numberOf(invoice)).toBe(number);
    await decide('order');
    await run();
    expect(await isNumbered(order)).toEqual([false]);
  });
});

describe('SYNC-156: a change of what bears the number holds for what comes after it, and never reaches back', () => {
  test('from invoices to orders: orders of before get no number of their own, and may still be invoiced', async () => {
    await decide('invoice');
    const [early, invoicedEarly] = [await confirmOrder(), await confirmOrder()];
    const invoice = await issueInvoice(invoicedEarly, 1);
    await run();
    await decide('order');
    const fresh = await confirmOrder();
    const rest = await issueInvoice(invoicedEarly, 1);
    expect(await run()).toBe(2);
    const late = await issueInvoice(early, 2);
    expect(await run()).toBe(1);
    expect(await run()).toBe(0);
    expect(await isNumbered(early, invoicedEarly, fresh)).toEqual([false, false, true]);
    expect(await isNumbered(invoice, rest, late)).toEqual([true, true, true]);
    await expectGapless();
  });

  test('also when nobody looked in between, back and forth: each sale by what was in force when it came', async () => {
    const came: { readonly by: InvoicedBy; readonly order: string; readonly invoice: string }[] = [];
    const open: string[] = [];
    for (const by of ['order', 'invoice', 'order', 'invoice'] as const) {
      await decide(by);
      const order = await confirmOrder();
      // Whose clock is a year behind, or ahead, says nothing of it.
      const confirmedAt = `202${5 + (came.length % 2) * 2}-11-21T08:00:00.000Z`;
      ali.clockAhead = Date.parse(confirmedAt) - server.clock.now();
      const strange = await confirmOrder({ confirmedAt });
      ali.clockAhead = 0;
      came.push({ by, order, invoice: await issueInvoice(order, 2) }, { by, order: strange, invoice: '' });
      open.push(strange);
    }
    for (const [index, item] of came.entries())
      if (item.invoice === '') came[index] = { ...item, invoice: await issueInvoice(item.order, 2) };
    expect(await run({ batchSize: 1 })).toBe(8);
    for (const { by, order, invoice } of came)
      expect([by, ...(await isNumbered(order, invoice))]).toEqual([by, by === 'order', by === 'invoice']);
    expect(open).toHaveLength(4);
    await expectGapless();
  });

  test('and the same in another life of the server, where the job has not seen them yet', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-sales-'));
    await decide('invoice');
    const seen = await confirmOrder();
    await run();
    const unseen = await confirmOrder();
    await decide('order');
    const fresh = await confirmOrder();
    await writeBackup(server.database, server.clock, join(folder, 'backup'));
    const life = await restoreLife(server, join(folder, 'backup'), await createTestDatabase());
    try {
      await openPosting(life.database, server.clock, { lastOnPaper: [{ year: 1405, serial: 1_000 }] });
      const given = await life.post();
      const hasNumber = async (id: string) => (await life.bodyOf('salesDocuments', id))?.['invoice'] !== undefined;
      expect([await hasNumber(seen), await hasNumber(unseen), await hasNumber(fresh)]).toEqual([false, false, true]);
      expect(given).toBe(1);
      expect(await life.post()).toBe(0);
    } finally {
      await life.close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

test('a run reads what waits, however many orders have their numbers on invoices', async () => {
  await decide('invoice');
  for (let count = 0; count < 20; count += 1) await confirmOrder();
  const order = await confirmOrder();
  await run();
  const waiting = () => server.database.rows('SELECT 1 FROM posting_queue');
  expect(await waiting()).toEqual([]);
  await issueInvoice(order, 2);
  const twice = await issueInvoice(order, 2, babak);
  await run();
  expect(await server.database.rows('SELECT document_id FROM posting_queue')).toEqual([{ document_id: twice }]);
  await server.database.rows(
    `INSERT INTO posting_queue SELECT gen_random_uuid(), 'invoice', n::text FROM generate_series(1, 20000) n`,
  );
  await server.database.rows('ANALYZE posting_queue, records');
  const plan = await server.database.rows<{ 'QUERY PLAN': string }>(`EXPLAIN ${WAITING}`, ['invoice', 50, null, null]);
  const text = plan.map((row) => row['QUERY PLAN']).join('\n');
  expect(text).toContain('posting_queue_in_order');
  expect(text).not.toMatch(/Seq Scan|Sort/);
  // What is no paper of anybody goes with the first run.
  await run({ batchSize: 5_000 });
  expect(await server.database.rows('SELECT document_id FROM posting_queue')).toEqual([{ document_id: twice }]);
});

test('SYNC-104: a sale is credited once, to whoever confirmed the order, however many papers follow', async () => {
  await decide('invoice');
  const order = await confirmOrder({ ownerId: ali.person });
  await issueInvoice(order, 1);
  await issueInvoice(order, 1);
  await creditSales(server.database);
  await run();
  await creditSales(server.database);
  const credits = await server.database.rows<{ document: string }>(
    `SELECT body ->> 'salesDocumentId' AS document FROM records WHERE collection = 'salesCredits' AND body ->> 'customerId' = $1`,
    [customerId],
  );
  expect(credits).toEqual([{ document: order }]);
});
