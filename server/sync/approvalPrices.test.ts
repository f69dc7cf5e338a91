/** SEC-85, measured by price lists and promotions: what the company itself asks of a customer on a day is no gift of its seller's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

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

/** A contract in force that covers parts which replace broken ones. */
async function coverReplacement(customerId: string): Promise<void> {
  const hamid = await server.device('hamid');
  const body = { title: 'طلایی', customerId, startsOn: '2026-01-01', endsOn: '2026-12-31', coverage: ['replacement'] };
  expect(await hamid.push(create('contracts', 'serviceContract', server.newId(), body))).toMatchObject({
    outcome: 'applied',
  });
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

  test('is held where the product has prices in lists alone, and none of them reaches its customer', async () => {
    const [customer, other] = [await server.newCustomer(), await server.newCustomer()];
    const listedOnly = server.newId();
    await server.load([
      {
        collection: 'products',
        kind: 'equipment',
        id: listedOnly,
        body: { name: 'فقط در فهرست', unit: 'عدد', taxPercentage: 0, prices: [] },
      },
    ]);
    const sold = line('l', listedOnly, { unitPrice: rial(1_000) });
    expect(await confirm(other, sold)).toBe('applied');
    const entries = [{ id: 'a', order: 'a', productId: listedOnly, price: rial(1_000) }];
    await keep('priceList', customer, { currency: 'IRR', entries });
    expect(await confirm(customer, sold)).toBe('applied');
    expect(await confirm(other, sold)).toBe('parked');
  });

  test('gives a gift whose price stands in a list alone', async () => {
    const customer = await server.newCustomer();
    const listedOnly = server.newId();
    await server.load([
      {
        collection: 'products',
        kind: 'equipment',
        id: listedOnly,
        body: { name: 'هدیه', unit: 'عدد', taxPercentage: 0, prices: [] },
      },
    ]);
    await keep('priceList', customer, {
      currency: 'IRR',
      entries: [{ id: 'a', order: 'a', productId: listedOnly, price: rial(700) }],
    });
    const freeBy = await keep('promotion', customer, {
      rule: 'freeGoods',
      productIds: [PUMP],
      minimumQuantity: 1_000,
      freeProductId: listedOnly,
      freeQuantity: 1_000,
    });
    const gift = line('g', listedOnly, { unitPrice: rial(700), discountPercentage: 1_000_000, freeBy });
    expect(await confirm(customer, line('l', PUMP, { unitPrice: rial(5_000) }), gift)).toBe('applied');
  });

  test('is measured by the day of its confirmation, whatever day with a promotion it bears', async () => {
    const customer = await server.newCustomer();
    const half = { rule: 'percentOff', productIds: [PUMP], percentage: 500_000 };
    await keep('promotion', customer, { ...half, from: '2026-01-01', to: '2026-11-18' });
    await keep('promotion', customer, { ...half, from: '2026-12-01', to: '2026-12-31' });
    const ali = await server.device('ali');
    const push = async (orderedOn: string) => {
      const lines = [line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 500_000 })];
      const body = {
        ...orderBody(customer),
        ownerId: idOf('ali'),
        state: 'confirmed',
        confirmedAt: AT,
        lines,
        orderedOn,
      };
      return (await ali.push(create('salesDocuments', 'order', server.newId(), body))).outcome;
    };
    expect(await push('2026-11-18')).toBe('parked');
    expect(await push('2026-12-01')).toBe('parked');
  });

  test('keeps the prices of the day on which its quote was sent', async () => {
    const customer = await server.newCustomer();
    await keep('promotion', customer, {
      rule: 'percentOff',
      productIds: [PUMP],
      percentage: 500_000,
      from: '2026-11-21',
      to: '2026-11-21',
    });
    const ali = await server.device('ali');
    const lines = [line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 500_000 })];
    const [quoteId, orderId] = [server.newId(), server.newId()];
    const shared = { customerId: customer, ownerId: idOf('ali'), currency: 'IRR', lines };
    const quote = { ...shared, state: 'sent', sentAt: AT, issuedOn: '2026-11-21' };
    expect((await ali.push(create('salesDocuments', 'quote', quoteId, quote))).outcome).toBe('applied');
    server.clock.advance(5 * 86_400_000);
    const accepted = await ali.push(
      create('salesDocuments', 'order', orderId, { ...shared, quoteId, state: 'draft', orderedOn: '2026-11-26' }),
      patch(
        'salesDocuments',
        'quote',
        quoteId,
        { version: 1 },
        set('state', 'accepted', 'sent'),
        set('orderId', orderId),
      ),
    );
    expect(accepted).toMatchObject({ outcome: 'applied' });
    const bind = (id: string) =>
      ali.push(
        patch(
          'salesDocuments',
          'order',
          id,
          { version: 1 },
          set('state', 'confirmed', 'draft'),
          set('confirmedAt', instantFromMilliseconds(server.clock.now())),
        ),
      );
    expect(await bind(orderId)).toMatchObject({ outcome: 'applied' });
    // Of no quote, or of somebody's who was quoted something else, it is measured by its own day.
    const alone = server.newId();
    await ali.push(
      create('salesDocuments', 'order', alone, { ...shared, quoteId, state: 'draft', orderedOn: '2026-11-26' }),
    );
    expect(await bind(alone)).toMatchObject({ outcome: 'parked' });
    server.clock.advance(-5 * 86_400_000);
  });

  test('is measured by its own day also where it was held longer than anybody may be without a line', async () => {
    const customer = await server.newCustomer();
    const [from, to] = ['2026-11-21', '2026-11-21'];
    await keep('promotion', customer, { rule: 'percentOff', productIds: [PUMP], percentage: 500_000, from, to });
    const ali = await server.device('ali');
    const orderId = server.newId();
    const lines = [line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 500_000 })];
    const draft = {
      customerId: customer,
      ownerId: idOf('ali'),
      currency: 'IRR',
      lines,
      state: 'draft',
      orderedOn: from,
    };
    const { hash } = await ali.push(
      create('salesDocuments', 'order', orderId, draft),
      patch('customers', 'company', customer, { version: 1 }, set('stage', 'wrong'), set('note', 'بماند')),
    );
    const confirmed = [set('state', 'confirmed', 'draft'), set('confirmedAt', AT)];
    expect(
      await ali.push(patch('salesDocuments', 'order', orderId, { version: 0, group: hash }, ...confirmed)),
    ).toMatchObject({ outcome: 'parked', reason: 'behind_parked' });
    await server.database.rows("UPDATE ledger SET decided_at = $1 WHERE outcome = 'parked'", [AT]);
    server.clock.advance(40 * 86_400_000);
    const ada = await server.device('ada');
    const reply = await server.app.call('decideHeldWork', ada.token, {
      id: server.newId(),
      hash,
      decision: 'change',
      note: 'دیده شد',
      edits: [{ operation: 1, leaf: { key: '0', path: 'stage' }, act: 'leaveOut' }],
    });
    server.clock.advance(-40 * 86_400_000);
    expect(reply).toMatchObject({ type: 'decided', released: 1, stillHeld: 0 });
    expect((await server.record('salesDocuments', orderId))?.body['state']).toBe('confirmed');
  });

  test('takes for no gift what a contract covers, of a job that was somebody else’s work', async () => {
    const customer = await server.newCustomer();
    const hamid = await server.device('hamid');
    await coverReplacement(customer);
    const orderId = server.newId();
    const part = { id: 'l', order: 'a0', productId: PUMP, productName: 'پمپ', unit: 'عدد', quantity: 1_000 };
    const job = {
      subject: 'تعویض',
      channel: 'phone',
      priority: 'normal',
      receivedAt: AT,
      customerId: customer,
      state: 'inquiry',
      partsUsed: [part],
      orderId,
    };
    expect(await hamid.push(create('serviceRequests', 'job', server.newId(), job))).toMatchObject({
      outcome: 'applied',
    });
    const ali = await server.device('ali');
    const push = async (id: string, quantity: number) => {
      const lines = [line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 1_000_000, quantity })];
      const body = { ...orderBody(customer), ownerId: idOf('ali'), state: 'confirmed', confirmedAt: AT, lines };
      return (await ali.push(create('salesDocuments', 'order', id, body))).outcome;
    };
    expect(await push(server.newId(), 1_000)).toBe('parked');
    expect(await push(orderId, 1_000)).toBe('applied');
  });

  test('knows the contract of the customer that was found to be the same, and gives its parts once to both', async () => {
    const [survivor, merged, stranger] = [
      await server.newCustomer(),
      await server.newCustomer(),
      await server.newCustomer(),
    ];
    const hamid = await server.device('hamid');
    await coverReplacement(survivor);
    const into = set('mergedIntoId', survivor);
    const standsFor = { do: 'set' as const, path: 'standsForIds', value: [merged] };
    const merge = async () =>
      hamid.push(
        patch('customers', 'company', merged, { version: 1 }, into),
        patch('customers', 'company', survivor, { version: 1 }, standsFor),
      );
    const jobOf = async (customerId: string, orderId: string) => {
      const part = { id: 'l', order: 'a0', productId: PUMP, productName: 'پمپ', unit: 'عدد', quantity: 1_000 };
      const job = {
        subject: 'تعویض',
        channel: 'phone',
        priority: 'normal',
        receivedAt: AT,
        customerId,
        state: 'inquiry',
        partsUsed: [part],
        orderId,
        earlierOrderIds: [second],
      };
      expect(await hamid.push(create('serviceRequests', 'job', server.newId(), job))).toMatchObject({
        outcome: 'applied',
      });
    };
    const push = async (id: string, customerId: string) => {
      const lines = [line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 1_000_000 })];
      const body = { ...orderBody(customerId), ownerId: idOf('ali'), state: 'confirmed', confirmedAt: AT, lines };
      return (await (await server.device('ali')).push(create('salesDocuments', 'order', id, body))).outcome;
    };
    const [first, second, foreign] = [server.newId(), server.newId(), server.newId()];
    await jobOf(merged, first);
    await jobOf(stranger, foreign);
    expect(await push(first, merged)).toBe('parked');
    expect(await merge()).toMatchObject({ outcome: 'applied' });
    const again = server.newId();
    await jobOf(merged, again);
    expect(await push(again, merged)).toBe('applied');
    // The job's other order names the survivor: what the first has is given.
    expect(await push(second, survivor)).toBe('parked');
    expect(await push(foreign, stranger)).toBe('parked');
  });

  test('covers by a quote the one order that came of it, and each part once, whatever the job says by now', async () => {
    const customer = await server.newCustomer();
    const [hamid, ali] = [await server.device('hamid'), await server.device('ali')];
    await coverReplacement(customer);
    const [job, quoteId, ofQuote] = [server.newId(), server.newId(), server.newId()];
    const offered = line('l', PUMP, { unitPrice: rial(5_000), discountPercentage: 1_000_000, quantity: 1_000 });
    const quote = {
      customerId: customer,
      state: 'accepted',
      issuedOn: '2026-11-20',
      sentAt: AT,
      acceptedAt: AT,
      currency: 'IRR',
      lines: [offered],
      orderId: ofQuote,
    };
    await hamid.push(
      create('salesDocuments', 'quote', quoteId, quote),
      create('serviceRequests', 'job', job, {
        subject: 'تعویض',
        channel: 'phone',
        priority: 'normal',
        receivedAt: AT,
        customerId: customer,
        state: 'inquiry',
        partsUsed: [{ id: 'l', order: 'a0', productId: PUMP, productName: 'پمپ', unit: 'عدد', quantity: 1_000 }],
        quoteId,
      }),
    );
    const confirmWith = async (id: string, rest: RecordBody) => {
      const body = { ...orderBody(customer), ownerId: idOf('ali'), state: 'confirmed', confirmedAt: AT, ...rest };
      return (await ali.push(create('salesDocuments', 'order', id, { ...body, lines: [offered] }))).outcome;
    };
    expect(await confirmWith(server.newId(), { quoteId })).toBe('parked');
    expect(await confirmWith(ofQuote, { quoteId })).toBe('applied');
    // The job is told of another order: its part was given already.
    const another = server.newId();
    await hamid.push(patch('serviceRequests', 'job', job, { version: 1 }, set('orderId', another)));
    expect((await server.record('serviceRequests', job))?.body['orderId']).toBe(another);
    expect(await confirmWith(another, {})).toBe('parked');
  });
});
