/** SEC-85, measured by price lists and promotions: what the company itself asks of a customer on a day is no gift of its seller's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, idOf, orderBody, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
const PUMP = idOf('pump');
const MASK = idOf('mask');
const rial = (amount: number) => ({ amount, currency: 'IRR' });

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const product = (id: string, amount: number) => ({
    collection: 'products' as const,
    kind: 'equipment',
    id,
    body: {
      name: 'کالا',
      unit: 'عدد',
      taxPercentage: 0,
      prices: [{ id: 'p', order: 'a0', price: rial(amount), from: '2026-01-01' }],
    },
  });
  await server.load([
    {
      collection: 'organisation',
      kind: 'setting',
      id: idOf('limits'),
      body: { key: 'approvalLimits', value: { roles: { rep: { discountPercentage: 100_000 } } } },
    },
    product(PUMP, 5_000),
    product(MASK, 700),
  ]);
});
afterAll(() => server.close());

const line = (id: string, productId: string, rest: RecordBody): RecordBody => ({
  id,
  order: id,
  productId,
  productName: 'کالا',
  unit: 'عدد',
  quantity: 1_000,
  discountPercentage: 0,
  taxPercentage: 0,
  ...rest,
});

/** Ali confirms these lines for the customer in one step. */
async function confirm(customer: string, ...lines: RecordBody[]): Promise<string> {
  const ali = await server.device('ali');
  const body = { ...orderBody(customer), ownerId: idOf('ali'), state: 'confirmed', confirmedAt: AT, lines };
  const { outcome } = await ali.push(create('salesDocuments', 'order', server.newId(), body));
  return outcome;
}

async function keep(kind: 'priceList' | 'promotion', customer: string, body: RecordBody): Promise<string> {
  const id = server.newId();
  const ada = await server.device('ada');
  const scoped = { name: 'قیمت', from: '2026-01-01', scope: 'customers', scopeIds: [customer], ...body };
  expect(await ada.push(create('products', kind, id, scoped))).toMatchObject({ outcome: 'applied' });
  return id;
}

describe('SEC-85: an order at the company’s own prices', () => {
  test('is taken at the price of the customer’s list, and held below it and for others', async () => {
    const [customer, other] = [await server.newCustomer(), await server.newCustomer()];
    await keep('priceList', customer, {
      currency: 'IRR',
      entries: [
        { id: 'a', order: 'a', productId: PUMP, price: rial(3_000) },
        { id: 'b', order: 'b', productId: MASK, price: rial(1) },
      ],
    });
    const pump = (amount: number) => line('l', PUMP, { unitPrice: rial(amount) });
    expect(await confirm(customer, pump(2_700))).toBe('applied');
    expect(await confirm(customer, pump(2_699))).toBe('parked');
    expect(await confirm(other, pump(2_700))).toBe('parked');
  });

  test('takes what a promotion gives, once, and no other goods for it', async () => {
    const customer = await server.newCustomer();
    const promotion = await keep('promotion', customer, {
      rule: 'freeGoods',
      productIds: [PUMP],
      minimumQuantity: 10_000,
      freeProductId: MASK,
      freeQuantity: 1_000,
    });
    const bought = line('l', PUMP, { unitPrice: rial(5_000), quantity: 10_000 });
    const gift = (id: string, productId = MASK, freeBy = promotion) =>
      line(id, productId, { unitPrice: rial(700), discountPercentage: 1_000_000, freeBy });
    expect(await confirm(customer, bought, gift('g'))).toBe('applied');
    expect(await confirm(customer, bought, gift('g'), gift('h'))).toBe('parked');
    expect(await confirm(customer, bought, gift('g', PUMP))).toBe('parked');
    expect(await confirm(customer, bought, gift('g', MASK, idOf('no promotion')))).toBe('parked');
    expect(await confirm(customer, { ...bought, quantity: 9_000 }, gift('g'))).toBe('parked');
  });

  test('takes a percentage on the line and one on the whole order together', async () => {
    const customer = await server.newCustomer();
    await keep('promotion', customer, { rule: 'percentOff', productIds: [PUMP], percentage: 200_000 });
    await keep('promotion', customer, { rule: 'amountDiscount', percentage: 50_000, minimumAmount: rial(4_000) });
    const pump = (discountPercentage: number) => line('l', PUMP, { unitPrice: rial(5_000), discountPercentage });
    const ali = await server.device('ali');
    const push = async (discount: number, whole: number) => {
      const body = {
        ...orderBody(customer),
        ownerId: idOf('ali'),
        state: 'confirmed',
        confirmedAt: AT,
        discountPercentage: whole,
        lines: [pump(discount)],
      };
      return (await ali.push(create('salesDocuments', 'order', server.newId(), body))).outcome;
    };
    expect(await push(200_000, 50_000)).toBe('applied');
    expect(await push(200_000, 50_001)).toBe('parked');
    expect(await push(200_001, 50_000)).toBe('parked');
  });
});
