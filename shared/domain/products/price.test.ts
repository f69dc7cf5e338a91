import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../base/clock.ts';
import type { RecordBody } from '../record.ts';
import { priceOn, proposedDiscount } from './price.ts';

const price = (id: string, amount: number, from: string, more: RecordBody = {}): RecordBody => ({
  id,
  order: id,
  price: { amount, currency: 'IRR' },
  from,
  ...more,
});
const product = (...prices: RecordBody[]): RecordBody => ({ name: 'سرنگ', prices });
const amountOn = (body: RecordBody, date: string, quantity?: number) =>
  priceOn(body, date, 'IRR', quantity)?.amount ?? null;

describe('the price on a day', () => {
  it('holds on its first and its last day, and on no day outside', () => {
    const body = product(price('a', 100, '2026-03-21', { to: '2026-06-21' }));
    expect(['2026-03-20', '2026-03-21', '2026-06-21', '2026-06-22'].map((date) => amountOn(body, date))).toEqual([
      null,
      100,
      100,
      null,
    ]);
  });

  it('has no end without `to`', () => {
    expect(amountOn(product(price('a', 100, '2026-03-21')), '2999-12-31')).toBe(100);
  });

  it('is the one that began last when several hold, whatever their order', () => {
    const prices = [price('a', 100, '2025-01-01'), price('b', 120, '2026-01-01'), price('c', 90, '2024-01-01')];
    expect(amountOn(product(...prices), '2026-05-05')).toBe(120);
    expect(amountOn(product(...prices.toReversed()), '2026-05-05')).toBe(120);
    expect(amountOn(product(...prices), '2025-05-05')).toBe(100);
  });

  it('takes the highest tier that the quantity reaches; one piece when no quantity is named', () => {
    const body = product(
      price('a', 100, '2026-01-01'),
      price('b', 90, '2026-01-01', { minimumQuantity: 10_000 }),
      price('c', 80, '2026-01-01', { minimumQuantity: 50_000 }),
    );
    expect(
      [undefined, 9_999, 10_000, 49_999, 50_000].map((quantity) => amountOn(body, '2026-02-02', quantity)),
    ).toEqual([100, 100, 90, 90, 80]);
  });

  it('lets a new list end the tiers of the old one', () => {
    const body = product(price('a', 80, '2025-01-01', { minimumQuantity: 10_000 }), price('b', 120, '2026-01-01'));
    expect(amountOn(body, '2026-02-02', 20_000)).toBe(120);
  });

  it('is none in another currency, for a malformed day or a malformed price', () => {
    expect(priceOn(product(price('a', 100, '2026-01-01')), '2026-02-02', 'USD')).toBeNull();
    expect(amountOn(product(price('a', 100, '2026-01-01')), '2026-2-2')).toBeNull();
    expect(
      amountOn(
        product({ id: 'a', order: 'a', from: '2026-01-01' }, { id: 'b', order: 'b', price: 7, from: '2026-01-01' }),
        '2026-02-02',
      ),
    ).toBeNull();
    expect(amountOn({}, '2026-02-02')).toBeNull();
  });

  it('is always one of those that hold', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((offset) => addDays('2025-12-01', offset));
    const drawn = fc.array(
      fc.record({ from: day, days: fc.integer({ min: 0, max: 100 }), amount: fc.integer({ min: 1, max: 9 }) }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(drawn, day, (prices, date) => {
        const body = product(
          ...prices.map(({ from, days, amount }, index) =>
            price(`p${index}`, amount, from, { to: addDays(from, days) }),
          ),
        );
        const holding = prices.filter(({ from, days }) => from <= date && date <= addDays(from, days));
        const latest = holding.reduce((last, { from }) => (from > last ? from : last), '');
        const expected = new Set(holding.filter(({ from }) => from === latest).map(({ amount }) => amount));
        const found = amountOn(body, date);
        expect(found === null ? expected.size === 0 : expected.has(found)).toBe(true);
      }),
    );
  });
});

describe('the proposed discount', () => {
  const body = {
    discountSteps: [
      { id: 'a', order: 'a', fromQuantity: 10_000, percentage: 50_000 },
      { id: 'b', order: 'b', fromQuantity: 100_000, percentage: 120_000 },
    ],
  };

  it('is that of the highest step reached, zero below the first', () => {
    expect([1_000, 10_000, 99_999, 100_000].map((quantity) => proposedDiscount(body, quantity))).toEqual([
      0, 50_000, 50_000, 120_000,
    ]);
  });

  it('ignores steps that are no percentage', () => {
    expect(
      proposedDiscount({ discountSteps: [{ id: 'a', order: 'a', fromQuantity: 0, percentage: 2_000_000 }] }, 1_000),
    ).toBe(0);
  });
});
