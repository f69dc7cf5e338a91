/** SEC-85: two machines without a line, each with its slice of stock and of credit: within them both are firm, beyond them the server holds what is confirmed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { GroupOutcome } from '../../shared/sync/protocol.ts';
import { create, createTestServer, idOf, orderBody, patch, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
const PUMP = idOf('pump');
const STORE = idOf('store');
const rial = (amount: number) => ({ amount, currency: 'IRR' });

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const limits = { roles: { rep: { withinCredit: true, withinAllotment: true } } };
  await server.load([
    { collection: 'organisation', kind: 'setting', id: idOf('limits'), body: { key: 'approvalLimits', value: limits } },
    { collection: 'organisation', kind: 'stockPlace', id: STORE, body: { name: 'انبار', branchId: idOf('tehran') } },
    {
      collection: 'products',
      kind: 'equipment',
      id: PUMP,
      body: { name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices: [] },
    },
    ...(['ali', 'babak'] as const).map((holder) => ({
      collection: 'stock' as const,
      kind: 'allotment',
      id: idOf(`kept for ${holder}`),
      body: allotment(holder, 10),
    })),
  ]);
});
afterAll(() => server.close());

const allotment = (holder: string, pieces: number, rest: RecordBody = {}): RecordBody => ({
  productId: PUMP,
  placeId: STORE,
  holderId: idOf(holder),
  quantity: pieces * 1_000,
  from: '2026-11-01',
  to: '2026-11-30',
  ...rest,
});

const order = (customer: string, seller: string, pieces: number, rest: RecordBody = {}): RecordBody => {
  const [line] = orderBody(customer)['lines'] as RecordBody[];
  return {
    ...orderBody(customer),
    ownerId: idOf(seller),
    state: 'confirmed',
    confirmedAt: AT,
    lines: [{ ...line, productId: PUMP, quantity: pieces * 1_000, unitPrice: rial(1_000), taxPercentage: 0 }],
    ...rest,
  };
};
const told = (outcome: GroupOutcome): string =>
  outcome.outcome === 'parked' ? (outcome.facts['reasons'] ?? outcome.reason) : outcome.outcome;
async function confirm(author: 'ali' | 'babak', body: RecordBody): Promise<string> {
  return told(await (await server.device(author)).push(create('salesDocuments', 'order', server.newId(), body)));
}

describe('SEC-85: what is kept of the stock', () => {
  test('two sellers promise together what is kept for them, and not a piece more, whatever day their papers bear', async () => {
    const customer = await server.newCustomer();
    // What is kept for a colleague is theirs to promise, and nobody's order is no way around.
    expect(await confirm('ali', order(customer, 'babak', 1))).toBe('stock');
    const { ownerId: _owner, ...nobodys } = order(customer, 'ali', 1);
    expect(await confirm('ali', nobodys)).toBe('stock');
    expect(await confirm('ali', order(customer, 'ali', 6))).toBe('applied');
    expect(await confirm('babak', order(customer, 'babak', 10))).toBe('applied');
    expect(await confirm('babak', order(customer, 'babak', 1))).toBe('stock');
    expect(await confirm('ali', order(customer, 'ali', 5))).toBe('stock');
    expect(await confirm('ali', order(customer, 'ali', 4, { orderedOn: '2026-10-01' }))).toBe('applied');
    expect(await confirm('ali', order(customer, 'ali', 1, { orderedOn: '2026-10-01' }))).toBe('stock');
  });

  test('a product that is divided among nobody is promised as before', async () => {
    const customer = await server.newCustomer();
    const [line] = order(customer, 'ali', 50)['lines'] as RecordBody[];
    const lines = [{ ...line, productId: server.newId() }];
    expect(await confirm('ali', order(customer, 'ali', 50, { lines }))).toBe('applied');
  });
});

describe('SEC-85: slices of a customer’s credit', () => {
  const slice = (holder: string, amount: number): RecordBody => ({
    id: holder,
    order: holder,
    holderId: idOf(holder),
    side: 'account',
    amount: rial(amount),
    from: '2026-11-01',
    to: '2026-11-30',
  });
  const limited = (...slices: RecordBody[]) =>
    server.newCustomer('north', { creditLimit: rial(10_000), creditSlices: slices });
  const onCredit = (customer: string, seller: string, amount: number): RecordBody => {
    const [line] = order(customer, seller, 1)['lines'] as RecordBody[];
    return order(customer, seller, 1, {
      paymentDays: 30,
      lines: [{ ...line, productId: idOf('free'), unitPrice: rial(amount) }],
    });
  };

  test('two sellers extend together what the limit allows, and not a rial more', async () => {
    const customer = await limited(slice('ali', 6_000), slice('babak', 4_000));
    expect(await confirm('ali', onCredit(customer, 'ali', 6_000))).toBe('applied');
    expect(await confirm('babak', onCredit(customer, 'babak', 4_000))).toBe('applied');
    expect(await confirm('babak', onCredit(customer, 'babak', 1))).toBe('slice');
    expect(await confirm('ali', onCredit(customer, 'babak', 1))).toBe('slice');
    expect(await confirm('ali', { ...onCredit(customer, 'ali', 1), paymentDays: 0 })).not.toBe('slice');
  });

  test('money that names nothing makes room in nobody’s slice; what names an order makes it in its seller’s', async () => {
    const customer = await limited(slice('ali', 6_000), slice('babak', 4_000));
    const sold = server.newId();
    const ali = await server.device('ali');
    await ali.push(create('salesDocuments', 'order', sold, onCredit(customer, 'ali', 6_000)));
    const paid = async (rest: RecordBody): Promise<void> => {
      await server.load([
        {
          collection: 'salesDocuments',
          kind: 'receipt',
          id: server.newId(),
          body: {
            customerId: customer,
            state: 'verified',
            method: 'cash',
            receivedOn: '2026-11-20',
            currency: 'IRR',
            amount: rial(5_000),
            ...rest,
          },
        },
      ]);
    };
    await paid({});
    expect(await confirm('ali', onCredit(customer, 'ali', 1))).toBe('slice');
    await paid({ allocations: [{ id: 'x', order: 'a0', documentId: sold, amount: rial(5_000) }] });
    expect(await confirm('ali', onCredit(customer, 'ali', 5_000))).toBe('applied');
    expect(await confirm('ali', onCredit(customer, 'ali', 1))).toBe('slice');
  });

  test('are no more than the limit, and are given by those who answer for credit', async () => {
    const customer = await limited();
    const give = async (login: string, ...slices: RecordBody[]) => {
      const device = await server.device(login);
      const version = (await server.record('customers', customer))?.version ?? 1;
      const added = slices.map(({ id, order: _order, ...value }, place) => ({
        do: 'addElement' as const,
        path: 'creditSlices',
        id: textOf({ id: id ?? '' }, 'id') ?? '',
        order: `a${place}`,
        value,
      }));
      return told(await device.push(patch('customers', 'company', customer, { version }, ...added)));
    };
    expect(await give('ali', slice('ali', 1_000))).toBe('permission_denied');
    expect(await give('hamid', slice('ali', 6_000), slice('babak', 4_001))).toBe('invariant_broken');
    expect(
      await give('hamid', slice('ali', 6_000), { ...slice('babak', 4_001), from: '2026-12-01', to: '2026-12-31' }),
    ).toBe('applied');
  });
});
