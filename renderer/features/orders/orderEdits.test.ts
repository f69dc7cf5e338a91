import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { Product } from '../../../shared/domain/products/product.ts';
import { lineOf, linesPricedOtherwise, repriced, withLineField, withProduct, withQuantity } from './orderEdits.ts';

const filter: Product = {
  name: 'Filter',
  unit: 'piece',
  taxPercentage: 90_000,
  prices: [
    { id: 'a', order: 'a0', price: { amount: 100, currency: 'IRR' }, from: '2026-01-01' },
    { id: 'b', order: 'a1', price: { amount: 80, currency: 'IRR' }, from: '2026-01-01', minimumQuantity: 10_000 },
    { id: 'c', order: 'a2', price: { amount: 120, currency: 'IRR' }, from: '2026-06-01' },
  ],
  discountSteps: [{ id: 'd', order: 'a0', fromQuantity: 5_000, percentage: 50_000 }],
};
const draft: RecordBody = { state: 'draft', orderedOn: '2026-03-01', currency: 'IRR', lines: [] };
const withFilter = withProduct(draft, 'l1', 'filter', filter);
const line = (body: RecordBody): RecordBody => (body['lines'] as RecordBody[])[0] ?? {};

describe('a line', () => {
  it('begins with one piece at the price of the order’s day', () => {
    expect(line(withFilter)).toMatchObject({
      id: 'l1',
      productName: 'Filter',
      unit: 'piece',
      quantity: 1_000,
      unitPrice: { amount: 100, currency: 'IRR' },
      discountPercentage: 0,
      taxPercentage: 90_000,
    });
    expect(lineOf(withFilter, 'filter')).toBe('l1');
    expect(lineOf(withFilter, 'other')).toBeNull();
  });

  it('has no price rather than a zero when the product has none on that day', () => {
    const early = withProduct({ ...draft, orderedOn: '2025-01-01' }, 'l1', 'filter', filter);
    expect(line(early)['unitPrice']).toBeUndefined();
  });

  it('takes the tier and the step that its quantity reaches, and gives them back', () => {
    const many = withQuantity(withFilter, 'l1', 12_000, filter);
    expect(line(many)).toMatchObject({ unitPrice: { amount: 80 }, discountPercentage: 50_000 });
    expect(line(withQuantity(many, 'l1', 2_000, filter))).toMatchObject({
      unitPrice: { amount: 100 },
      discountPercentage: 0,
    });
  });

  it('keeps a price and a discount that somebody typed', () => {
    const typed = withLineField(
      withLineField(withFilter, 'l1', 'unitPrice', { amount: 95, currency: 'IRR' }),
      'l1',
      'discountPercentage',
      20_000,
    );
    expect(line(withQuantity(typed, 'l1', 12_000, filter))).toMatchObject({
      quantity: 12_000,
      unitPrice: { amount: 95 },
      discountPercentage: 20_000,
    });
  });

  it('only changes its quantity while the product is not known', () => {
    expect(line(withQuantity(withFilter, 'l1', 12_000, undefined))).toMatchObject({ unitPrice: { amount: 100 } });
  });
});

describe('another day', () => {
  const products = new Map([['filter', filter]]);
  const moved = { ...withFilter, orderedOn: '2026-07-01' };

  it('shows which lines have another price, and changes them when asked', () => {
    expect(linesPricedOtherwise(withFilter, products)).toEqual([]);
    expect(linesPricedOtherwise(moved, products)).toEqual(['l1']);
    expect(line(repriced(moved, products))).toMatchObject({ unitPrice: { amount: 120 } });
  });

  it('leaves the price alone where that day has none', () => {
    const early = { ...withFilter, orderedOn: '2025-07-01' };
    expect(linesPricedOtherwise(early, products)).toEqual([]);
    expect(line(repriced(early, products))).toMatchObject({ unitPrice: { amount: 100 } });
  });
});
