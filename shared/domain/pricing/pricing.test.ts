/** Worked examples of the pricing rule; what holds whatever is asked stands in `pricing.property.test.ts`. */
import { describe, expect, it } from 'vitest';
import type { CurrencyCode } from '../../base/currency.ts';
import { NOBODY, type CustomerPricing } from '../products/priceScope.ts';
import type { RecordBody } from '../record.ts';
import { priceDocument, priceOfOne, type PricedLine, type PricingRequest } from './pricing.ts';

const DAY = '2026-06-15';
const rial = (amount: number) => ({ amount, currency: 'IRR' });
const price = (id: string, amount: number, from: string, more: RecordBody = {}): RecordBody => ({
  id,
  order: id,
  price: rial(amount),
  from,
  ...more,
});
const product = (...prices: RecordBody[]): RecordBody => ({ name: 'سرنگ', taxPercentage: 0, prices });
const ask = (
  products: Readonly<Record<string, RecordBody>>,
  lines: readonly (readonly [productId: string, pieces: number])[],
  rest: Partial<PricingRequest> = {},
) =>
  priceDocument({
    day: DAY,
    currency: 'IRR',
    customer: NOBODY,
    products: new Map(Object.entries(products)),
    priceLists: [],
    promotions: [],
    lines: lines.map(([productId, pieces], index) => ({ id: `l${index}`, productId, quantity: pieces * 1_000 })),
    ...rest,
  });
const amountOn = (body: RecordBody, day: string, pieces = 1, currency: CurrencyCode = 'IRR') =>
  ask({ p: body }, [['p', pieces]], { day, currency }).lines[0]?.unitPrice?.amount ?? null;
const told = (line: PricedLine | undefined) => line?.steps.map(({ cause, amount }) => [cause, amount.amount]);

describe('a product’s own price', () => {
  it('holds on its first and its last day, and on no day outside; without `to` it has no end', () => {
    const body = product(price('a', 100, '2026-03-21', { to: '2026-06-21' }));
    expect(['2026-03-20', '2026-03-21', '2026-06-21', '2026-06-22'].map((day) => amountOn(body, day))).toEqual([
      null,
      100,
      100,
      null,
    ]);
    expect(amountOn(product(price('a', 100, '2026-03-21')), '2999-12-31')).toBe(100);
  });

  it('is the one that began last when several hold, and ends the tiers of the one before', () => {
    const prices = [price('a', 100, '2025-01-01'), price('b', 120, '2026-01-01'), price('c', 90, '2024-01-01')];
    expect(amountOn(product(...prices), DAY)).toBe(120);
    expect(amountOn(product(...prices.toReversed()), DAY)).toBe(120);
    expect(amountOn(product(...prices), '2025-05-05')).toBe(100);
    const tiered = product(price('a', 80, '2025-01-01', { minimumQuantity: 10_000 }), price('b', 120, '2026-01-01'));
    expect(amountOn(tiered, DAY, 20)).toBe(120);
  });

  it('is none in another currency, for a malformed day or a malformed price', () => {
    const body = product(price('a', 100, '2026-01-01'));
    expect(amountOn(body, DAY, 1, 'USD')).toBeNull();
    expect(amountOn(body, '2026-6-15')).toBeNull();
    expect(amountOn(product({ id: 'a', order: 'a', from: '2026-01-01' }), DAY)).toBeNull();
    expect(amountOn(product({ id: 'a', order: 'a', price: 7, from: '2026-01-01' }), DAY)).toBeNull();
    expect(amountOn({}, DAY)).toBeNull();
  });
});

describe('why this price', () => {
  const syringe: RecordBody = {
    ...product(price('a', 1_000, '2026-01-01'), price('b', 900, '2026-01-01', { minimumQuantity: 10_000 })),
    taxPercentage: 90_000,
    category: 'تزریق',
    discountSteps: [{ id: 's', order: 's', fromQuantity: 20_000, percentage: 50_000 }],
  };

  it('tells tier, step, promotion, the discount of the whole order and tax, each with its amount', () => {
    const { lines, totals, discountPercentage } = ask({ p: syringe }, [['p', 20]], {
      promotions: [
        {
          id: 'x',
          body: {
            name: 'پاییز',
            from: DAY,
            scope: 'everyone',
            rule: 'percentOff',
            categories: ['تزریق'],
            percentage: 100_000,
          },
        },
        {
          id: 'y',
          body: {
            name: 'بزرگ',
            from: DAY,
            scope: 'everyone',
            rule: 'amountDiscount',
            percentage: 20_000,
            minimumAmount: rial(15_000),
          },
        },
      ],
    });
    // 20 × 900 = 18,000; 5 % and 10 % of it off: 15,300; 2 % off: 14,994; 9 % tax.
    expect(told(lines[0])).toEqual([
      ['product', 20_000],
      ['tier', -2_000],
      ['steppedDiscount', -900],
      ['promotion', -1_800],
      ['amountDiscount', -306],
      ['tax', 1_349],
    ]);
    expect([discountPercentage, lines[0]?.discountPercentage, totals.total.amount]).toEqual([20_000, 150_000, 16_343]);
  });

  it('tells which list, for whom, and what it is measured against', () => {
    const customer: CustomerPricing = { ...NOBODY, id: 'c', groupIds: ['g'], channelRole: 'wholesaler' };
    const list = (id: string, amount: number, scope: string, scopeIds: string[], rest: RecordBody = {}) => ({
      id,
      body: {
        name: id,
        currency: 'IRR',
        from: '2026-01-01',
        scope,
        scopeIds,
        entries: [{ id: 'e', order: 'e', productId: 'p', price: rial(amount) }],
        ...rest,
      },
    });
    const chosen = (...priceLists: ReturnType<typeof list>[]) =>
      ask({ p: syringe }, [['p', 1]], { customer, priceLists }).lines[0];
    const role = list('role', 800, 'channelRoles', ['wholesaler'], { priority: 100 });
    const group = list('group', 850, 'groups', ['g']);
    expect(told(chosen(role, group))?.slice(0, 2)).toEqual([
      ['product', 1_000],
      ['priceList', -150],
    ]);
    expect(chosen(role, group)?.steps[1]).toMatchObject({ name: 'group', scope: 'groups' });
    // Equally narrow: the higher priority, then the later first day, then the smaller id.
    expect(chosen(group, list('b', 700, 'groups', ['g'], { priority: 1 }))?.unitPrice?.amount).toBe(700);
    expect(chosen(group, list('b', 700, 'groups', ['g'], { from: '2026-02-01' }))?.unitPrice?.amount).toBe(700);
    expect(chosen(group, list('a', 700, 'groups', ['g']))?.unitPrice?.amount).toBe(700);
    expect(chosen(group, list('z', 700, 'groups', ['g']))?.unitPrice?.amount).toBe(850);
    // A list that says nothing of the product, or has it in another currency, or only for many, leaves it to the next.
    expect(chosen(group, list('z', 1, 'customers', ['c'], { entries: [] }))?.unitPrice?.amount).toBe(850);
    expect(chosen(group, list('z', 1, 'customers', ['c'], { currency: 'USD' }))?.unitPrice?.amount).toBe(850);
    const many = [{ id: 'e', order: 'e', productId: 'p', price: rial(1), minimumQuantity: 5_000 }];
    expect(chosen(group, list('z', 1, 'customers', ['c'], { entries: many }))?.unitPrice?.amount).toBe(850);
  });

  it('prices what a contract covers at zero, names it, and keeps it out of promotions', () => {
    const { lines, totals } = ask({ p: syringe }, [], {
      lines: [{ id: 'l', productId: 'p', quantity: 20_000, coveredBy: { contractId: 'k', name: 'CON-7' } }],
      promotions: [
        {
          id: 'x',
          body: { name: 'x', from: DAY, scope: 'everyone', rule: 'percentOff', productIds: ['p'], percentage: 100_000 },
        },
      ],
    });
    expect(told(lines[0])).toEqual([
      ['product', 20_000],
      ['tier', -2_000],
      ['contract', -18_000],
    ]);
    expect(lines[0]?.steps[2]).toMatchObject({ id: 'k', name: 'CON-7' });
    expect(totals.total.amount).toBe(0);
  });

  it('puts goods that are given on a line of their own, at their price and 100 % off', () => {
    const gift = {
      id: 'x',
      body: {
        name: 'سه تا بخر',
        from: DAY,
        scope: 'everyone',
        rule: 'freeGoods',
        productIds: ['p', 'q'],
        minimumQuantity: 3_000,
        freeProductId: 'q',
        freeQuantity: 1_000,
      },
    };
    const cotton = product(price('a', 500, '2026-01-01'));
    // Five and two are seven: two whole threes.
    const { freeLines, totals } = ask(
      { p: syringe, q: cotton },
      [
        ['p', 5],
        ['q', 2],
      ],
      { promotions: [gift] },
    );
    expect(freeLines).toMatchObject([
      { id: 'free-x', promotionId: 'x', productId: 'q', quantity: 2_000, unitPrice: rial(500), total: rial(0) },
    ]);
    expect(told(freeLines[0])).toEqual([
      ['product', 1_000],
      ['freeGoods', -1_000],
    ]);
    expect(totals.net.amount).toBe(6_000);
    // What has no price cannot be given.
    expect(ask({ p: syringe, q: {} }, [['p', 5]], { promotions: [gift] }).freeLines).toEqual([]);
  });

  it('brings a set to its price, as many times as it is whole', () => {
    const set = (rest: RecordBody = {}) => ({
      id: 'x',
      body: {
        name: 'مطب',
        from: DAY,
        scope: 'everyone',
        rule: 'bundle',
        price: rial(9_000),
        items: [
          { id: 'i', order: 'i', productId: 'a', quantity: 1_000 },
          { id: 'j', order: 'j', productId: 'b', quantity: 2_000 },
        ],
        ...rest,
      },
    });
    const products = { a: product(price('a', 6_000, '2026-01-01')), b: product(price('b', 2_000, '2026-01-01')) };
    const total = (a: number, b: number, rest?: RecordBody) =>
      ask(
        products,
        [
          ['a', a],
          ['b', b],
        ],
        { promotions: [set(rest)] },
      ).totals.total.amount;
    expect([total(1, 1), total(1, 2), total(1, 3), total(2, 4), total(3, 4)]).toEqual([
      8_000, 9_000, 11_000, 18_000, 24_000,
    ]);
    // Dearer than its parts, it is no bargain and takes nothing.
    expect(total(1, 2, { price: rial(11_000) })).toBe(10_000);
  });
});

describe('the price of one product by itself', () => {
  it('is that of a line, before discounts', () => {
    const terms = { day: DAY, currency: 'IRR' as const, customer: NOBODY, priceLists: [], promotions: [] };
    const products = new Map([['p', product(price('a', 100, '2026-01-01'))]]);
    expect(priceOfOne({ ...terms, products }, 'p', 1_000)).toEqual(rial(100));
    expect(priceOfOne({ ...terms, products }, 'q', 1_000)).toBeNull();
  });
});
