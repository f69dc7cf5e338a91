import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { orderApprovalReasons, type OrderFacts } from './orderApproval.ts';

const ALI = '00000000-0000-7000-8000-00000000000a';
const PUMP = '00000000-0000-7000-8000-000000000001';
const line = (rest: RecordBody = {}): RecordBody => ({
  id: 'a',
  order: 'a0',
  productId: PUMP,
  productName: 'پمپ',
  unit: 'عدد',
  quantity: 1_000,
  unitPrice: { amount: 1_000, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage: 0,
  ...rest,
});
const order = (rest: RecordBody = {}): RecordBody => ({
  state: 'draft',
  orderedOn: '2026-11-21',
  currency: 'IRR',
  lines: [line()],
  ...rest,
});
const product = (amount: number, rest: RecordBody = {}): RecordBody => ({
  prices: [{ id: 'p', order: 'a0', price: { amount, currency: 'IRR' }, from: '2026-01-01' }],
  ...rest,
});
const facts = (rest: Partial<OrderFacts> = {}): OrderFacts => ({
  product: () => null,
  customer: null,
  prices: () => ({ priceLists: [], promotions: [] }),
  isListed: () => false,
  lowestTax: null,
  quote: null,
  covered: new Map(),
  stockLeft: () => new Map(),
  credit: { orderId: 'own', others: [], elsewhere: [], payments: [], person: ALI, since: null },
  confirmedOn: '2026-11-21',
  earliestDay: null,
  ...rest,
});
const TEN_PERCENT = { discountPercentage: 100_000 };

describe('an order with less tax than its products bear', () => {
  const taxed = (taxPercentage: number) => facts({ product: () => product(1_000, { taxPercentage }) });
  const of = (...taxes: number[]) =>
    order({ lines: taxes.map((taxPercentage, place) => line({ id: `l${place}`, order: `a${place}`, taxPercentage })) });

  it('asks, with the line that goes furthest, whatever discount may be given', () => {
    expect(orderApprovalReasons(of(90_000), TEN_PERCENT, taxed(90_000))).toEqual([]);
    expect(orderApprovalReasons(of(100_000), TEN_PERCENT, taxed(90_000))).toEqual([]);
    expect(orderApprovalReasons(of(89_999), TEN_PERCENT, taxed(90_000))).toEqual([
      { reason: 'tax', found: 89_999, limit: 90_000, lineId: 'l0' },
    ]);
    expect(orderApprovalReasons(of(90_000, 80_000, 0), { discountPercentage: 1_000_000 }, taxed(90_000))).toEqual([
      { reason: 'tax', found: 0, limit: 90_000, lineId: 'l2' },
    ]);
  });

  it('asks nobody where its seller is not limited, or nothing is known of the tax', () => {
    expect(orderApprovalReasons(of(0), { withinCredit: true }, taxed(90_000))).toEqual([]);
    expect(orderApprovalReasons(of(0), TEN_PERCENT, facts())).toEqual([]);
    expect(orderApprovalReasons(of(0), TEN_PERCENT, facts({ product: () => product(1_000) }))).toEqual([]);
  });
});

describe('an order at the tax that its products bore before', () => {
  const TEN = facts({ product: () => product(1_000, { taxPercentage: 100_000 }) });
  const nine = order({ customerId: 'c', lines: [line({ taxPercentage: 90_000 })] });
  const quote = (sentOn: string, rest: RecordBody = {}) => ({
    sentOn,
    body: { ...nine, lines: [line({ taxPercentage: 90_000, ...rest })] },
  });
  /** Nine percent until the end of the 19th. */
  const lowestTax = (_: string, since: string) => (since < '2026-11-20' ? 90_000 : 100_000);
  const found = (rest: Partial<OrderFacts>, body = nine) =>
    orderApprovalReasons(body, TEN_PERCENT, { ...TEN, ...rest });

  it('asks nobody where it still bore it on the day that the order is measured by', () => {
    expect(found({})).toHaveLength(1);
    expect(found({ lowestTax })).toMatchObject([{ reason: 'tax', found: 90_000, limit: 100_000 }]);
    expect(found({ lowestTax }, { ...nine, orderedOn: '2026-11-19' })).toEqual([]);
    expect(found({ lowestTax, confirmedOn: '2026-11-19' }, { ...nine, orderedOn: '2026-11-19' })).toEqual([]);
    const none = { ...nine, orderedOn: '2026-11-19', lines: [line({ taxPercentage: 0 })] };
    expect(found({ lowestTax }, none)).toMatchObject([{ reason: 'tax', found: 0, limit: 90_000 }]);
  });

  it('asks nobody for what was offered at that tax, as long as the offer holds and nothing else of the line did', () => {
    expect(found({ quote: quote('2026-11-10') })).toEqual([]);
    expect(found({ quote: quote('2026-09-01') })).toHaveLength(1);
    expect(found({ quote: quote('2026-11-10', { quantity: 2_000 }) })).toHaveLength(1);
    expect(found({ quote: quote('2026-11-10', { taxPercentage: 95_000 }) })).toHaveLength(1);
  });

  it('does not take for offered what no product bore since', () => {
    expect(found({ quote: quote('2026-11-10'), lowestTax })).toEqual([]);
    expect(found({ quote: quote('2026-11-20'), lowestTax })).toHaveLength(1);
    const untaxed = { ...nine, lines: [line({ taxPercentage: 0 })] };
    expect(found({ quote: quote('2026-11-10', { taxPercentage: 0 }), lowestTax }, untaxed)).toMatchObject([
      { reason: 'tax', found: 0, limit: 90_000 },
    ]);
  });
});

describe('an order beyond the discount limit', () => {
  const found = (body: RecordBody, more: Partial<OrderFacts> = {}) =>
    orderApprovalReasons(body, TEN_PERCENT, facts(more));

  it('is one of which any line gives away more than that, with the part of the document’s discount', () => {
    expect(found(order({ lines: [line({ discountPercentage: 100_000 })] }))).toEqual([]);
    expect(found(order({ lines: [line({ discountPercentage: 100_001 })] }))).toEqual([
      { reason: 'discount', found: 100_001, limit: 100_000, lineId: 'a' },
    ]);
    // 1 − 0.95 × 0.94 = 10.7 %
    expect(found(order({ lines: [line({ discountPercentage: 50_000 })], discountPercentage: 60_000 }))).toEqual([
      { reason: 'discount', found: 107_000, limit: 100_000, lineId: 'a' },
    ]);
  });

  it('is never measured by the price of another product that bears the same line id', () => {
    const SCANNER = '00000000-0000-7000-8000-000000000002';
    const cheap = line({ unitPrice: { amount: 100, currency: 'IRR' } });
    const known = (id: string) => product(id === SCANNER ? 800_000_000 : 100);
    expect(found(order({ lines: [cheap] }), { product: known })).toEqual([]);
    expect(found(order({ lines: [cheap, { ...cheap, productId: SCANNER }] }), { product: known })).toMatchObject([
      { reason: 'discount', lineId: 'a' },
    ]);
  });

  it('is one question, about the line that goes furthest: a gift', () => {
    const lines = [
      line({ discountPercentage: 200_000 }),
      line({ id: 'gift', order: 'a1', discountPercentage: 1_000_000 }),
    ];
    expect(found(order({ lines }))).toEqual([
      { reason: 'discount', found: HUNDRED_PERCENT, limit: 100_000, lineId: 'gift' },
    ]);
  });

  it('is also one with a price below the list, and none with a price above it that the discount takes back', () => {
    const listed = { product: () => product(1_000) };
    expect(found(order({ lines: [line({ unitPrice: { amount: 899, currency: 'IRR' } })] }), listed)).toEqual([
      { reason: 'discount', found: 101_000, limit: 100_000, lineId: 'a' },
    ]);
    expect(found(order({ lines: [line({ unitPrice: { amount: 900, currency: 'IRR' } })] }), listed)).toEqual([]);
    const dear = line({ unitPrice: { amount: 2_000, currency: 'IRR' }, discountPercentage: 500_000 });
    expect(found(order({ lines: [dear] }), listed)).toEqual([]);
  });

  const tiers = {
    prices: [
      { id: 'p', order: 'a0', price: { amount: 1_000, currency: 'IRR' }, from: '2026-01-01', to: '2026-12-31' },
      { id: 'q', order: 'a1', price: { amount: 0, currency: 'IRR' }, from: '2027-01-01', minimumQuantity: 5_000 },
    ],
  };
  const dollars = order({ currency: 'USD', lines: [line({ unitPrice: { amount: 1, currency: 'USD' } })] });
  it.each<[string, RecordBody, RecordBody | 'notSold' | null, boolean]>([
    ['a currency that it is not listed in', dollars, tiers, true],
    ['a day before all of its prices', order({ orderedOn: '2025-12-31' }), tiers, true],
    ['a day behind those of that quantity', order({ orderedOn: '2027-01-01' }), tiers, true],
    ['a day on which it is listed', order({ orderedOn: '2026-12-31' }), tiers, false],
    ['what is listed as free', order({ orderedOn: '2027-01-01', lines: [line({ quantity: 5_000 })] }), tiers, false],
    ['a product that was taken out of the catalogue', order(), 'notSold', true],
    ['a product for which the company has no prices at all', dollars, {}, false],
    ['a product that is not known here', dollars, null, false],
  ])('SEC-85: measured by nothing, any price may be a gift: %s', (_, body, known, isAsked) => {
    const asked = [{ reason: 'discount', found: HUNDRED_PERCENT, limit: 100_000, lineId: 'a', unmeasured: true }];
    const confirmedOn = textOf(body, 'orderedOn') ?? '';
    expect(found(body, { product: () => known, confirmedOn })).toEqual(isAsked ? asked : []);
    // Whoever may give everything away may do that too.
    const free = { discountPercentage: HUNDRED_PERCENT };
    expect(orderApprovalReasons(body, free, facts({ product: () => known }))).toEqual([]);
  });

  it('SEC-85: has no full price of its own where the company has one in lists alone, and none of them reaches it', () => {
    const known = { product: () => ({}) };
    expect(found(order(), known)).toEqual([]);
    expect(found(order(), { ...known, isListed: () => true })).toMatchObject([
      { reason: 'discount', unmeasured: true },
    ]);
    const list = {
      id: 'list',
      body: {
        name: 'همه',
        from: '2026-01-01',
        scope: 'everyone',
        currency: 'IRR',
        entries: [{ id: 'e', order: 'a0', productId: PUMP, price: { amount: 1_000, currency: 'IRR' } }],
      },
    };
    const reached = { ...known, isListed: () => true, prices: () => ({ priceLists: [list], promotions: [] }) };
    expect(found(order(), reached)).toEqual([]);
    expect(found(order({ lines: [line({ unitPrice: { amount: 899, currency: 'IRR' } })] }), reached)).toHaveLength(1);
  });

  const sale = (from: string, to: string) => ({
    id: 'sale',
    body: { name: 'حراج', from, to, scope: 'everyone', rule: 'percentOff', productIds: [PUMP], percentage: 500_000 },
  });
  it('SEC-85: is measured by the promotions of a day that nobody can choose freely', () => {
    const half = (orderedOn: string) => order({ orderedOn, lines: [line({ discountPercentage: 500_000 })] });
    const listed = (from: string, to: string, rest: Partial<OrderFacts> = {}) => ({
      product: () => product(1_000),
      prices: () => ({ priceLists: [], promotions: [sale(from, to)] }),
      ...rest,
    });
    const lastWeek = listed('2026-11-01', '2026-11-14');
    expect(found(half('2026-11-14'), lastWeek)).toMatchObject([{ reason: 'discount', found: 500_000 }]);
    const nextMonth = listed('2026-12-21', '2026-12-31');
    expect(found(half('2026-12-21'), nextMonth)).toHaveLength(1);
    // A paper of the day before yesterday was on its way; and where the company says so, one of a week.
    const thisWeek = listed('2026-11-01', '2026-11-19');
    expect(found(half('2026-11-19'), thisWeek)).toEqual([]);
    expect(found(half('2026-11-18'), thisWeek)).toHaveLength(1);
    const aWeek = { ...TEN_PERCENT, paperDays: 7 };
    expect(orderApprovalReasons(half('2026-11-14'), aWeek, facts(lastWeek))).toEqual([]);
  });

  it('is none at the prices of the day on which its quote was sent, as far as nothing of it was made cheaper', () => {
    const sold = order({ customerId: 'c', lines: [line({ discountPercentage: 500_000 })] });
    const given = {
      product: () => product(1_000),
      prices: () => ({ priceLists: [], promotions: [sale('2026-11-01', '2026-11-14')] }),
    };
    const quote = (sentOn: string, rest: RecordBody = {}) => ({ sentOn, body: { ...sold, ...rest } });
    expect(found(sold, given)).toHaveLength(1);
    expect(found(sold, { ...given, quote: quote('2026-11-10') })).toEqual([]);
    expect(found(sold, { ...given, quote: quote('2026-11-15') })).toHaveLength(1);
    expect(found(sold, { ...given, quote: quote('2026-09-01') })).toHaveLength(1);
    const dearer = { lines: [line({ discountPercentage: 400_000 })] };
    expect(found(sold, { ...given, quote: quote('2026-11-10', dearer) })).toHaveLength(1);
    expect(found(sold, { ...given, quote: quote('2026-11-10', { customerId: 'another' }) })).toHaveLength(1);
    const another = { lines: [line({ discountPercentage: 500_000, quantity: 2_000 })] };
    expect(found(sold, { ...given, quote: quote('2026-11-10', another) })).toHaveLength(1);
  });

  it('gives a gift whose price stands in a list alone', () => {
    const GIFT = '00000000-0000-7000-8000-000000000009';
    const list = {
      id: 'list',
      body: {
        from: '2026-01-01',
        scope: 'everyone',
        currency: 'IRR',
        entries: [{ id: 'e', order: 'a0', productId: GIFT, price: { amount: 300, currency: 'IRR' } }],
      },
    };
    const gives = {
      id: 'gives',
      body: {
        from: '2026-01-01',
        scope: 'everyone',
        rule: 'freeGoods',
        productIds: [PUMP],
        minimumQuantity: 1_000,
        freeProductId: GIFT,
        freeQuantity: 1_000,
      },
    };
    const gift = line({
      id: 'free-gives',
      productId: GIFT,
      freeBy: 'gives',
      unitPrice: { amount: 300, currency: 'IRR' },
      discountPercentage: HUNDRED_PERCENT,
    });
    const known = (id: string) => (id === PUMP ? product(1_000) : {});
    const more = { product: known, prices: () => ({ priceLists: [list], promotions: [gives] }), isListed: () => true };
    expect(found(order({ lines: [line(), gift] }), more)).toEqual([]);
  });

  it('is none for what a contract covers, and only for that line', () => {
    const lines = [
      line({ discountPercentage: HUNDRED_PERCENT }),
      line({ id: 'b', order: 'a1', discountPercentage: HUNDRED_PERCENT }),
    ];
    const covered = new Map([['a', { contractId: 'k', name: 'ق' }]]);
    expect(found(order({ lines }), { product: () => product(1_000), covered })).toMatchObject([{ lineId: 'b' }]);
  });

  it('is none where the company itself gives that much for the quantity', () => {
    const steps = { discountSteps: [{ id: 's', order: 'a0', fromQuantity: 10_000, percentage: 200_000 }] };
    const listed = { product: () => product(1_000, steps) };
    const many = (discountPercentage: number) => order({ lines: [line({ quantity: 10_000, discountPercentage })] });
    expect(found(many(200_000), listed)).toEqual([]);
    expect(found(many(200_001), listed)).toMatchObject([{ found: 200_001 }]);
    expect(found(order({ lines: [line({ discountPercentage: 200_000 })] }), listed)).toMatchObject([
      { found: 200_000 },
    ]);
  });

  it('needs nobody where nothing is limited', () => {
    expect(orderApprovalReasons(order({ lines: [line({ discountPercentage: 1_000_000 })] }), {}, facts())).toEqual([]);
  });

  it('is judged alike however the same discount is written, and a larger limit never asks more', () => {
    const percentage = fc.integer({ min: 0, max: HUNDRED_PERCENT });
    fc.assert(
      fc.property(
        percentage,
        percentage,
        percentage,
        fc.integer({ min: 1, max: 1e12 }),
        (one, other, limit, amount) => {
          const price = { amount, currency: 'IRR' };
          const asked = (of: number, document: number, most: number) =>
            orderApprovalReasons(
              order({ lines: [line({ unitPrice: price, discountPercentage: of })], discountPercentage: document }),
              { discountPercentage: most },
              facts(),
            ).length;
          expect(asked(one, other, limit)).toBe(asked(other, one, limit));
          expect(asked(one, 0, limit)).toBe(one > limit ? 1 : 0);
          expect(asked(one, other, HUNDRED_PERCENT)).toBe(0);
          expect(asked(one, other, Math.min(HUNDRED_PERCENT, limit + 1))).toBeLessThanOrEqual(asked(one, other, limit));
        },
      ),
    );
  });
});

describe('an order beyond the customer’s credit', () => {
  const customer = {
    creditLimit: { amount: 2_500, currency: 'IRR' },
    chequeLimit: { amount: 1_500, currency: 'IRR' },
  };
  const WITHIN = { withinCredit: true };
  const found = (body: RecordBody, others: RecordBody[] = []) =>
    orderApprovalReasons(
      body,
      WITHIN,
      facts({
        customer,
        credit: {
          ...facts().credit,
          others: others.map((other, index) => ({ id: `other ${index}`, kind: 'order', body: other })),
        },
      }),
    );
  const later = (rest: RecordBody = {}) => order({ paymentDays: 30, ...rest });
  const bought = (amount: number, rest: RecordBody = {}) =>
    later({ state: 'confirmed', lines: [line({ unitPrice: { amount, currency: 'IRR' } })], ...rest });

  it('counts what is open beside it: on account with account, cheques with cheques, until it is paid', () => {
    expect(found(later())).toEqual([]);
    expect(found(later(), [bought(1_500)])).toEqual([]);
    expect(found(later(), [bought(1_501)])).toEqual([
      { reason: 'credit', found: 2_501, limit: 2_500, currency: 'IRR' },
    ]);
    expect(found(later(), [bought(9_000, { payment: 'cheque' })])).toEqual([]);
    expect(found(later({ payment: 'cheque' }), [bought(501, { payment: 'cheque' })])).toEqual([
      { reason: 'cheque', found: 1_501, limit: 1_500, currency: 'IRR' },
    ]);
    expect(found(later(), [bought(9_000, { orderedOn: '2020-01-01' })])).toHaveLength(1);
    // Imported, it is left to the books that it came from: open until it is due, on 2026-11-20, and on the day itself.
    const imported = { source: { preset: 'p', table: 't', id: '1' } };
    expect(found(later(), [bought(9_000, { ...imported, orderedOn: '2026-10-21' })])).toEqual([]);
    expect(found(later(), [bought(9_000, { ...imported, orderedOn: '2026-10-22' })])).toHaveLength(1);
  });

  it.each<[string, RecordBody, RecordBody, number]>([
    ['a day far ahead: all that is open now is open beside it', { orderedOn: '2099-01-01' }, {}, 1],
    ['one of a day far ahead, beside any other', {}, { orderedOn: '2099-01-01' }, 1],
    ['one dated back, from the day of its confirmation', {}, { orderedOn: '1990-01-01' }, 1],
    ['one dated back behind another that was', { orderedOn: '1991-01-01' }, { orderedOn: '1990-01-01' }, 1],
    [
      'one of other books that was due before',
      {},
      {
        orderedOn: '2026-10-21',
        confirmedAt: '2026-10-21T08:00:00.000Z',
        source: { preset: 'p', table: 't', id: '1' },
      },
      0,
    ],
    [
      'one of other books, dated back',
      {},
      { orderedOn: '1990-01-01', source: { preset: 'p', table: 't', id: '1' } },
      1,
    ],
  ])(
    'SEC-85: asks what is open on the day of the confirmation, whatever day stands on the paper: %s',
    (_, own, other, count) => {
      expect(found(later(own), [bought(9_000, { confirmedAt: '2026-11-20T08:00:00.000Z', ...other })])).toHaveLength(
        count,
      );
    },
  );

  it('SEC-85: and nobody finds it free by days on which nothing was open any more', () => {
    const asked = (rest: RecordBody) =>
      orderApprovalReasons(later(rest), WITHIN, facts({ customer, earliestDay: '2026-10-21' }));
    expect(asked({ orderedOn: '2026-10-20' })).toEqual([{ reason: 'credit' }]);
    expect(asked({ orderedOn: '2026-10-20', payment: 'cheque' })).toEqual([{ reason: 'cheque' }]);
    expect(asked({ orderedOn: '2026-10-20', confirmedAt: '2026-10-20T23:00:00.000Z' })).toHaveLength(1);
    expect(asked({ orderedOn: '2026-10-20', confirmedAt: '2026-10-21T00:00:00.000Z' })).toEqual([]);
    expect(asked({ orderedOn: '2026-10-20', paymentDays: 0 })).toEqual([]);
  });

  it('is none that is paid at once, of a customer without a limit, or for whoever is not bound by it', () => {
    const dear = [line({ unitPrice: { amount: 9_000, currency: 'IRR' } })];
    expect(found(order({ lines: dear }))).toEqual([]);
    expect(found(order({ lines: dear, paymentDays: 0 }))).toEqual([]);
    expect(found(later({ lines: dear }))).toHaveLength(1);
    expect(orderApprovalReasons(later({ lines: dear }), WITHIN, facts({ customer: {} }))).toEqual([]);
    expect(orderApprovalReasons(later({ lines: dear }), {}, facts({ customer }))).toEqual([]);
  });

  it('is one in a currency of which the limit says nothing', () => {
    const dollars = later({ currency: 'USD', lines: [line({ unitPrice: { amount: 1, currency: 'USD' } })] });
    expect(found(dollars)).toEqual([{ reason: 'creditCurrency', currency: 'IRR' }]);
  });

  it('another order never makes it less, and the order in which they are given means nothing', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 2_000 }), { maxLength: 5 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 1, max: 2_000 }), (open, more) => {
        const others = open.map((amount) => bought(amount));
        const before = found(later(), others).length;
        expect(found(later(), others.toReversed()).length).toBe(before);
        expect(found(later(), [...others, bought(more)]).length).toBeGreaterThanOrEqual(before);
        expect(before).toBe(1_000 + open.reduce((sum, amount) => sum + amount, 0) > 2_500 ? 1 : 0);
      }),
    );
  });
});
