/** SEC-85, measured by the tax that products bore: it rose, and nobody is held for what they sold or offered before they could know. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

const DAY_MILLISECONDS = 86_400_000;
const [NINE, TEN] = [90_000, 100_000];
const PUMP = idOf('pump');

let server: TestServer;
/** On the 21st at eight. */
let raise: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const limits = { roles: { rep: { discountPercentage: 100_000 } } };
  const pump = { name: 'پمپ', unit: 'عدد', taxPercentage: NINE, prices: [] };
  await server.load([
    { collection: 'organisation', kind: 'setting', id: idOf('limits'), body: { key: 'approvalLimits', value: limits } },
    { collection: 'products', kind: 'equipment', id: PUMP, body: pump },
  ]);
  const ada = await server.device('ada');
  raise = (await ada.push(patch('products', 'equipment', PUMP, { version: 1 }, set('taxPercentage', TEN, NINE)))).hash;
  await takenAt(now());
});
afterAll(() => server.close());

const now = () => instantFromMilliseconds(server.clock.now());
const takenAt = (at: string) => server.database.rows('UPDATE ledger SET decided_at = $2 WHERE hash = $1', [raise, at]);

const line = (taxPercentage: number): RecordBody => ({
  id: 'l',
  order: 'a0',
  productId: PUMP,
  productName: 'پمپ',
  unit: 'عدد',
  quantity: 1_000,
  unitPrice: { amount: 5_000, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage,
});

/** Ali confirms it now. */
async function confirm(taxPercentage: number, rest: RecordBody = {}): Promise<string> {
  const ali = await server.device('ali');
  const own = { ownerId: idOf('ali'), state: 'confirmed', confirmedAt: now(), orderedOn: now().slice(0, 10) };
  const body = { ...orderBody(await server.newCustomer()), ...own, lines: [line(taxPercentage)], ...rest };
  return (await ali.push(create('salesDocuments', 'order', server.newId(), body))).outcome;
}

/** The clock stands so many days later meanwhile. */
async function after(days: number, work: () => Promise<void>): Promise<void> {
  server.clock.advance(days * DAY_MILLISECONDS);
  try {
    await work();
  } finally {
    server.clock.advance(-days * DAY_MILLISECONDS);
  }
}

test('the tax that a product bore on the day that an order is measured by is enough, and no less', async () => {
  expect(await confirm(NINE)).toBe('applied');
  expect(await confirm(NINE - 1)).toBe('parked');
  await after(2, async () => {
    expect(await confirm(NINE)).toBe('parked');
    expect(await confirm(TEN)).toBe('applied');
    // The paper of the day on which it rose.
    expect(await confirm(NINE, { orderedOn: '2026-11-21' })).toBe('applied');
  });
});

test('of a tax that was set without a line nobody could know before it arrived', async () => {
  await takenAt('2026-11-24T08:00:00.000Z');
  await after(2, async () => expect(await confirm(NINE)).toBe('applied'));
  await takenAt('2026-11-21T08:00:00.000Z');
  await after(4, async () => expect(await confirm(NINE)).toBe('parked'));
});

test('a line keeps the tax at which it was offered, as far as the product bore it then', async () => {
  const ali = await server.device('ali');
  const customerId = await server.newCustomer();
  const offer = async (tax: number) => {
    const [quoteId, orderId] = [server.newId(), server.newId()];
    const shared = { customerId, ownerId: idOf('ali'), currency: 'IRR', lines: [line(tax)] };
    const sent = { ...shared, state: 'sent', sentAt: now(), issuedOn: now().slice(0, 10) };
    const order = { ...shared, quoteId, state: 'draft', orderedOn: '2026-11-26' };
    await ali.push(create('salesDocuments', 'quote', quoteId, sent));
    return async () => {
      const accepted = [set('state', 'accepted', 'sent'), set('orderId', orderId)];
      await ali.push(
        create('salesDocuments', 'order', orderId, order),
        patch('salesDocuments', 'quote', quoteId, { version: 1 }, ...accepted),
      );
      const confirmed = [set('state', 'confirmed', 'draft'), set('confirmedAt', now())];
      return (await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, ...confirmed))).outcome;
    };
  };
  const [bindNine, bindNone] = [await offer(NINE), await offer(0)];
  await after(5, async () => {
    expect(await bindNine()).toBe('applied');
    expect(await bindNone()).toBe('parked');
    expect(await (await offer(NINE))()).toBe('parked');
  });
});
