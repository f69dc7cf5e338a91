/** SEC-85: two machines without a line, each with its slice of stock and of credit: within them both are firm, beyond them the server holds what is confirmed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { GroupOutcome } from '../../shared/sync/protocol.ts';
import { readSlices } from './push/sliceReads.ts';
import {
  create,
  createTestServer,
  idOf,
  orderBody,
  patch,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

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
const confirmOn = async (device: TestDevice, body: RecordBody): Promise<string> =>
  told(await device.push(create('salesDocuments', 'order', server.newId(), body)));
const confirm = async (author: 'ali' | 'babak', body: RecordBody): Promise<string> =>
  confirmOn(await server.device(author), body);
/** So many pieces of a new product, kept for Ali. */
async function keep(pieces: number, rest: RecordBody = {}): Promise<RecordId> {
  const product = server.newId();
  await server.load([
    {
      collection: 'products',
      kind: 'equipment',
      id: product,
      body: { name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices: [] },
    },
    {
      collection: 'stock',
      kind: 'allotment',
      id: server.newId(),
      body: allotment('ali', pieces, { productId: product, ...rest }),
    },
  ]);
  return product;
}
/** As a device writes it down whose clock is that far ahead. */
function orderAt(device: TestDevice, customer: string, product: RecordId, pieces: number): RecordBody {
  const body = order(customer, 'ali', pieces, {
    confirmedAt: instantFromMilliseconds(server.clock.now() + device.clockAhead),
  });
  const [line] = body['lines'] as RecordBody[];
  return { ...body, lines: [{ ...line, productId: product }] };
}
const DAY = 86_400_000;

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

  test('is promised once, whatever the clock of the device says from then on', async () => {
    const [customer, ali, product] = [await server.newCustomer(), await server.device('ali'), await keep(10)];
    const promise = (pieces: number, rest: RecordBody = {}) =>
      confirmOn(ali, { ...orderAt(ali, customer, product, pieces), ...rest });
    expect(await promise(4)).toBe('applied');
    // A clock set back loses nothing, and wins nothing: these count from the latest moment of their chain.
    ali.clockAhead = -25 * DAY;
    expect(await promise(4)).toBe('applied');
    expect(await promise(3)).toBe('stock');
    ali.clockAhead = 400 * DAY;
    expect(await promise(1)).toBe('applied');
    ali.clockAhead = 0;
    expect(await promise(2)).toBe('stock');
    // Nor does it help to say nothing of when it was.
    const { confirmedAt: _never, ...unsaid } = orderAt(ali, customer, product, 1);
    expect(await confirmOn(ali, unsaid)).toBe('applied');
    expect(await promise(1)).toBe('stock');
  });

  test('is kept for no order that says that it is older than any that can still come', async () => {
    const [customer, ali] = [await server.newCustomer(), await server.device('ali')];
    ali.clockAhead = -60 * DAY;
    const past = await keep(10, { from: '2026-09-01', to: '2026-09-30' });
    const divided = await keep(10, { from: '2026-10-01', to: '2026-10-31', holderId: idOf('babak') });
    // By the first day on which it may have been: then nobody divided the one any more, and the other was not theirs.
    expect(await confirmOn(ali, orderAt(ali, customer, past, 50))).toBe('applied');
    expect(await confirmOn(ali, orderAt(ali, customer, divided, 1))).toBe('stock');
  });

  test('makes no order read where it is over, has not begun, or is somebody else’s', async () => {
    const [customer, ali] = [await server.newCustomer(), await server.device('ali')];
    const products = {
      running: await keep(10),
      over: await keep(10, { from: '2026-09-01', to: '2026-09-30' }),
      later: await keep(10, { from: '2026-12-01', to: '2026-12-31' }),
      babaks: await keep(10, { holderId: idOf('babak') }),
    };
    expect(await confirmOn(ali, orderAt(ali, customer, products.running, 1))).toBe('applied');
    const read = (product: RecordId) =>
      server.database.transaction((transaction) =>
        readSlices(transaction, [idOf('ali')], [product], { from: '2026-10-21', to: '2026-11-21' }),
      );
    expect((await read(products.running)).promises).not.toEqual([]);
    for (const product of [products.over, products.later]) {
      expect(await read(product)).toEqual({ allotments: [], promises: [] });
    }
    expect(await read(products.babaks)).toMatchObject({ allotments: [{}], promises: [] });
  });

  test('is not promised twice by two machines of one person that come in one moment', async () => {
    const second = await server.openNode();
    const machines = [await server.device('ali'), await server.device('ali', { app: second })] as const;
    for (let round = 0; round < 6; round += 1) {
      const product = await keep(10);
      const outcomes = await Promise.all(
        machines.map(async (machine) => confirmOn(machine, orderAt(machine, await server.newCustomer(), product, 10))),
      );
      expect(outcomes.toSorted()).toEqual(['applied', 'stock']);
    }
  });
});

describe('SYNC-160: the moment of a step', () => {
  test('is that of its group: a paper that bears another is held, on whichever clock it was written', async () => {
    const [customer, ali] = [await server.newCustomer(), await server.device('ali')];
    const product = server.newId();
    const strange = (days: number) => ({
      ...orderAt(ali, customer, product, 1),
      confirmedAt: instantFromMilliseconds(server.clock.now() + ali.clockAhead + days * DAY),
    });
    const push = (body: RecordBody) => ali.push(create('salesDocuments', 'order', server.newId(), body));
    for (const ahead of [0, -400 * DAY, 400 * DAY]) {
      ali.clockAhead = ahead;
      expect(await push(strange(0))).toMatchObject({ outcome: 'applied' });
      for (const days of [-2, 2])
        expect(await push(strange(days))).toMatchObject({
          outcome: 'parked',
          reason: 'invalid',
          facts: { cause: 'paper_moment', path: 'confirmedAt' },
        });
    }
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
