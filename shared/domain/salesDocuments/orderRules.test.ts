import { describe, expect, it } from 'vitest';
import { REASONS } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { confirmationViolations, isOrderEditable, orderTransition, orderViolations } from './orderRules.ts';
import { ORDER_STATES } from './order.ts';

const line = (fields: RecordBody = {}): RecordBody => ({
  id: 'l1',
  order: 'a0',
  productId: '00000000-0000-8000-8000-000000000001',
  unitPrice: { amount: 1_000, currency: 'IRR' },
  quantity: 1_000,
  discountPercentage: 0,
  taxPercentage: 90_000,
  ...fields,
});
const order = (fields: RecordBody = {}): RecordBody => ({
  state: 'confirmed',
  customerId: 'c',
  currency: 'IRR',
  lines: [line()],
  ...fields,
});

describe('the state of an order', () => {
  it('moves draft → confirmed, draft → cancelled, confirmed → cancelled, and no other way', () => {
    const allowed = ORDER_STATES.flatMap((from) =>
      ORDER_STATES.filter((to) => orderTransition(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(allowed).toEqual(['draft → confirmed', 'draft → cancelled', 'confirmed → cancelled']);
    expect(orderTransition('constructor', 'draft')).toBe(false);
  });

  it('allows edits in a draft alone', () => {
    expect(ORDER_STATES.map((state) => isOrderEditable({ state }))).toEqual([true, false, false]);
  });
});

describe('the rules of an order', () => {
  it('find nothing wrong with a good one', () => {
    expect(orderViolations(order())).toEqual([]);
  });

  it.each<[string, RecordBody, string, string]>([
    ['has no lines', { lines: [] }, 'lines', 'order.linesMissing'],
    ['names no customer', { customerId: '' }, 'customerId', 'order.customerMissing'],
    ['is in a currency that nobody knows', { currency: 'XXQ' }, 'currency', 'order.currencyUnknown'],
    [
      'has a line in another currency',
      { lines: [line({ unitPrice: { amount: 5, currency: 'EUR' } })] },
      'lines/l1/unitPrice',
      'order.currencyDiffers',
    ],
    [
      'has a price of zero',
      { lines: [line({ unitPrice: { amount: 0, currency: 'IRR' } })] },
      'lines/l1/unitPrice',
      'order.priceMissing',
    ],
    [
      'has a negative price',
      { lines: [line({ unitPrice: { amount: -1, currency: 'IRR' } })] },
      'lines/l1/unitPrice',
      'order.priceNegative',
    ],
    ['has no product on a line', { lines: [line({ productId: null })] }, 'lines/l1/productId', 'order.productMissing'],
    ['has a quantity of zero', { lines: [line({ quantity: 0 })] }, 'lines/l1/quantity', 'order.quantityNotPositive'],
    [
      'has a discount beyond 100 %',
      { lines: [line({ discountPercentage: 1_000_001 })] },
      'lines/l1/discountPercentage',
      'order.discountOutOfRange',
    ],
    ['has a negative tax', { lines: [line({ taxPercentage: -1 })] }, 'lines/l1/taxPercentage', 'order.taxOutOfRange'],
    [
      'has a document discount beyond 100 %',
      { discountPercentage: 2_000_000 },
      'discountPercentage',
      'order.discountOutOfRange',
    ],
    [
      'has freight in another currency',
      { freight: { amount: 1, currency: 'USD' } },
      'freight',
      'order.currencyDiffers',
    ],
    ['has negative freight', { freight: { amount: -1, currency: 'IRR' } }, 'freight', 'order.freightNegative'],
    [
      'exceeds what can be counted',
      { lines: [line({ unitPrice: { amount: Number.MAX_SAFE_INTEGER, currency: 'IRR' }, quantity: 9_000 })] },
      'lines',
      'order.amountTooLarge',
    ],
  ])('refuse to confirm one that %s', (_, fields, path, reason) => {
    expect(orderViolations(order(fields))).toEqual([{ path, reason }]);
    expect(REASONS).toContain(reason);
  });

  it('let a draft be half done, but not contradict itself', () => {
    expect(orderViolations(order({ state: 'draft', lines: [] }))).toEqual([]);
    expect(
      orderViolations(order({ state: 'draft', lines: [line({ unitPrice: { amount: 0, currency: 'IRR' } })] })),
    ).toEqual([]);
    expect(
      orderViolations(order({ state: 'draft', lines: [line({ unitPrice: { amount: 5, currency: 'EUR' } })] })),
    ).toHaveLength(1);
    expect(confirmationViolations(order({ state: 'draft', lines: [] })).map(({ reason }) => reason)).toEqual([
      'order.linesMissing',
    ]);
  });

  it('ask nothing of a cancelled order', () => {
    expect(orderViolations(order({ state: 'cancelled', lines: [] }))).toEqual([]);
  });
});
