import { describe, expect, it } from 'vitest';
import { NOBODY } from '../../../shared/domain/products/priceScope.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import {
  differences,
  lineOf,
  repriced,
  withCount,
  withMore,
  withNextUnit,
  withoutLine,
  withProduct,
  withProposal,
  withQuantity,
  withTyped,
  type Terms,
} from './orderEdits.ts';

const filter: RecordBody = {
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
const mask: RecordBody = {
  name: 'Mask',
  unit: 'box',
  taxPercentage: 0,
  prices: [{ id: 'a', order: 'a0', price: { amount: 50, currency: 'IRR' }, from: '2026-01-01' }],
};
const termsWith = (promotion?: RecordBody, priceList?: RecordBody): Terms => ({
  customer: NOBODY,
  products: new Map([
    ['filter', filter],
    ['mask', mask],
  ]),
  priceLists: priceList
    ? [{ id: 'list', body: { scope: 'everyone', from: '2026-01-01', currency: 'IRR', ...priceList } }]
    : [],
  promotions: promotion
    ? [{ id: 'promotion', body: { name: 'Spring', scope: 'everyone', from: '2026-01-01', ...promotion } }]
    : [],
});
const terms = termsWith();
const draft: RecordBody = { state: 'draft', orderedOn: '2026-03-01', currency: 'IRR', lines: [] };
const withFilter = withProduct(draft, 'l1', 'filter', terms);
const linesIn = (body: RecordBody): RecordBody[] => body['lines'] as RecordBody[];
const line = (body: RecordBody): RecordBody => linesIn(body)[0] ?? {};

describe('a line of a product that comes in cartons', () => {
  const carton = { unitId: 'u1', unit: 'carton', factor: 12_000 };
  const pallet = { unitId: 'u2', unit: 'pallet', factor: 480_000 };
  const known: Terms = {
    ...terms,
    products: new Map([
      [
        'mask',
        {
          ...mask,
          units: [
            { id: 'u1', order: 'a0', unit: 'carton', factor: 12_000 },
            { id: 'u2', order: 'a1', unit: 'pallet', factor: 480_000 },
          ],
        },
      ],
      ['filter', filter],
    ]),
  };
  const said = (body: RecordBody) => [line(body)['quantity'], line(body)['saidIn'] ?? null];
  const two = withMore(draft, 'l1', 'mask', 24_000, known, carton);

  it('is so many of its own unit, at the price of one, and says the carton', () => {
    expect(line(two)).toMatchObject({ quantity: 24_000, unit: 'box', saidIn: carton, unitPrice: { amount: 50 } });
    expect(said(withMore(two, 'l2', 'mask', 12_000, known, carton))).toEqual([36_000, carton]);
    // A dozen more is another carton, one more is no carton any more; a carton onto some pieces is pieces.
    expect(said(withMore(two, 'l2', 'mask', 12_000, known))).toEqual([36_000, carton]);
    expect(said(withMore(two, 'l2', 'mask', 1_000, known))).toEqual([25_000, null]);
    const five = withMore(draft, 'l1', 'mask', 5_000, known);
    expect(said(withMore(five, 'l2', 'mask', 12_000, known, carton))).toEqual([17_000, null]);
  });

  it('takes a number for as many of the unit that it says', () => {
    expect(said(withCount(two, 'l1', 3_000, known))).toEqual([36_000, carton]);
    expect(said(withQuantity(two, 'l1', 7_000, known, null))).toEqual([7_000, null]);
    expect(said(withQuantity(two, 'l1', 36_000, null))).toEqual([36_000, carton]);
  });

  it('goes from one unit to the next and around, and as many stay', () => {
    const first = withMore(draft, 'l1', 'mask', 2_000, known);
    const once = withNextUnit(first, 'l1', known);
    const twice = withNextUnit(once, 'l1', known);
    expect([said(once), said(twice)]).toEqual([
      [24_000, carton],
      [960_000, pallet],
    ]);
    expect(withNextUnit(twice, 'l1', known)).toEqual(first);
    expect(withNextUnit(withFilter, 'l1', known)).toBe(withFilter);
  });

  it('stays a carton of what it held, whatever the product says by now', () => {
    const larger = {
      ...known,
      products: new Map([['mask', { ...mask, units: [{ id: 'u1', order: 'a0', unit: 'case', factor: 24_000 }] }]]),
    };
    expect(said(withCount(two, 'l1', 1_000, larger))).toEqual([12_000, carton]);
    expect(said(repriced(two, larger))).toEqual([24_000, carton]);
    // Switched on to its own and back it is today's.
    expect(said(withNextUnit(withNextUnit(two, 'l1', larger), 'l1', larger))).toEqual([
      48_000,
      { unitId: 'u1', unit: 'case', factor: 24_000 },
    ]);
  });
});

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
    const early = withProduct({ ...draft, orderedOn: '2025-01-01' }, 'l1', 'filter', terms);
    expect(line(early)['unitPrice']).toBeUndefined();
  });

  it('takes the tier and the step that its quantity reaches, and gives them back', () => {
    const many = withQuantity(withFilter, 'l1', 12_000, terms);
    expect(line(many)).toMatchObject({ unitPrice: { amount: 80 }, discountPercentage: 50_000 });
    expect(line(withQuantity(many, 'l1', 2_000, terms))).toMatchObject({
      unitPrice: { amount: 100 },
      discountPercentage: 0,
    });
  });

  it('follows also over an emptied quantity', () => {
    const emptied = withQuantity(withQuantity(withFilter, 'l1', 12_000, terms), 'l1', 0, terms);
    expect(line(withQuantity(emptied, 'l1', 3_000, terms))).toMatchObject({ unitPrice: { amount: 100 } });
  });

  it('keeps a price and a discount that somebody typed, and says that they did', () => {
    const typed = withTyped(
      withTyped(withFilter, 'l1', 'unitPrice', { amount: 95, currency: 'IRR' }, terms),
      'l1',
      'discountPercentage',
      20_000,
      terms,
    );
    expect(line(withQuantity(typed, 'l1', 12_000, terms))).toMatchObject({
      quantity: 12_000,
      unitPrice: { amount: 95 },
      discountPercentage: 20_000,
      typedPrice: true,
      typedDiscount: true,
    });
  });

  it('is nobody’s own when what was typed is what is proposed; and goes back to the proposal when asked', () => {
    const typed = withTyped(withFilter, 'l1', 'unitPrice', { amount: 95, currency: 'IRR' }, terms);
    expect(line(withTyped(typed, 'l1', 'unitPrice', { amount: 100, currency: 'IRR' }, terms))).not.toHaveProperty(
      'typedPrice',
    );
    expect(line(withProposal(typed, 'l1', terms))).toEqual(line(withFilter));
  });

  it('only changes its quantity while prices are not known', () => {
    expect(line(withQuantity(withFilter, 'l1', 12_000, null))).toMatchObject({ unitPrice: { amount: 100 } });
  });
});

describe('promotions', () => {
  const gift = termsWith({
    rule: 'freeGoods',
    productIds: ['filter'],
    minimumQuantity: 10_000,
    freeProductId: 'mask',
    freeQuantity: 2_000,
  });

  it('give goods on a line of their own, as many as are due, and take them back', () => {
    const ten = withQuantity(withFilter, 'l1', 10_000, gift);
    expect(linesIn(ten)[1]).toMatchObject({
      id: 'free-promotion',
      productId: 'mask',
      quantity: 2_000,
      unitPrice: { amount: 50 },
      discountPercentage: 1_000_000,
      freeBy: 'promotion',
    });
    expect(linesIn(withQuantity(ten, 'l1', 25_000, gift))[1]).toMatchObject({ quantity: 4_000 });
    expect(linesIn(withQuantity(ten, 'l1', 9_000, gift))).toHaveLength(1);
    expect(linesIn(withoutLine(ten, 'l1', gift))).toEqual([]);
  });

  it('do not bring back a gift that somebody took out', () => {
    const without = withoutLine(withQuantity(withFilter, 'l1', 10_000, gift), 'free-promotion', gift);
    expect(linesIn(without)).toHaveLength(1);
    expect(linesIn(withQuantity(without, 'l1', 11_000, gift))).toHaveLength(1);
    expect(differences(without, gift)).toBe(1);
  });

  it('change other lines than the one that is edited: a set is complete, and is broken', () => {
    const bundle = termsWith({
      rule: 'bundle',
      price: { amount: 120, currency: 'IRR' },
      items: [
        { id: 'i', order: 'a', productId: 'filter', quantity: 1_000 },
        { id: 'j', order: 'b', productId: 'mask', quantity: 1_000 },
      ],
    });
    const set = withProduct(withFilter, 'l2', 'mask', bundle);
    expect(linesIn(set).map((one) => one['discountPercentage'])).toEqual([200_000, 200_000]);
    expect(line(withoutLine(set, 'l2', bundle))).toMatchObject({ discountPercentage: 0 });
  });

  it('on the whole order come and go with its amount; a discount that somebody entered stays', () => {
    const amount = termsWith({
      rule: 'amountDiscount',
      percentage: 30_000,
      minimumAmount: { amount: 400, currency: 'IRR' },
    });
    const large = withQuantity(withFilter, 'l1', 4_000, amount);
    expect(large['discountPercentage']).toBe(30_000);
    expect(withQuantity(large, 'l1', 3_000, amount)).not.toHaveProperty('discountPercentage');
    const own = { ...withFilter, discountPercentage: 70_000 };
    expect(withQuantity(own, 'l1', 4_000, amount)['discountPercentage']).toBe(70_000);
  });
});

describe('another day', () => {
  const moved = { ...withFilter, orderedOn: '2026-07-01' };

  it('shows which lines have another price, and changes them when asked', () => {
    expect(differences(withFilter, terms)).toBe(0);
    expect(differences(moved, terms)).toBe(1);
    expect(line(repriced(moved, terms))).toMatchObject({ unitPrice: { amount: 120 } });
  });

  it('leaves what somebody typed alone', () => {
    const typed = withTyped(withFilter, 'l1', 'unitPrice', { amount: 95, currency: 'IRR' }, terms);
    const later = { ...typed, orderedOn: '2026-07-01' };
    expect(differences(later, terms)).toBe(0);
    expect(line(repriced(later, terms))).toMatchObject({ unitPrice: { amount: 95 } });
  });

  it('leaves the price alone where that day has none', () => {
    const early = { ...withFilter, orderedOn: '2025-07-01' };
    expect(differences(early, terms)).toBe(0);
    expect(line(repriced(early, terms))).toMatchObject({ unitPrice: { amount: 100 } });
  });

  it('does not change a price of another list unasked when lines change', () => {
    const list = termsWith(undefined, {
      entries: [{ id: 'e', order: 'a', productId: 'filter', price: { amount: 70, currency: 'IRR' } }],
    });
    expect(line(withQuantity(withFilter, 'l1', 3_000, list))).toMatchObject({ unitPrice: { amount: 100 } });
    expect(differences(withFilter, list)).toBe(1);
    expect(line(repriced(withFilter, list))).toMatchObject({ unitPrice: { amount: 70 } });
  });
});

describe('another tax', () => {
  const risen: Terms = {
    ...terms,
    products: new Map([...terms.products, ['filter', { ...filter, taxPercentage: 100_000 }]]),
  };

  it('is counted, and taken when asked: of every line, or of one', () => {
    expect(differences(withFilter, risen)).toBe(1);
    expect(line(repriced(withFilter, risen))).toMatchObject({ taxPercentage: 100_000 });
    expect(differences(repriced(withFilter, risen), risen)).toBe(0);
    expect(line(withProposal(withFilter, 'l1', risen))).toMatchObject({ taxPercentage: 100_000 });
  });

  it('is taken also where somebody typed the price, or that day has none', () => {
    const typed = withTyped(withFilter, 'l1', 'unitPrice', { amount: 95, currency: 'IRR' }, terms);
    expect(differences(typed, risen)).toBe(1);
    expect(line(repriced(typed, risen))).toMatchObject({ taxPercentage: 100_000, unitPrice: { amount: 95 } });
    const early = { ...withFilter, orderedOn: '2025-07-01' };
    expect(differences(early, risen)).toBe(1);
    expect(line(repriced(early, risen))).toMatchObject({ taxPercentage: 100_000, unitPrice: { amount: 100 } });
  });

  it('is not taken unasked, nor guessed for a product that is not known here', () => {
    expect(line(withQuantity(withFilter, 'l1', 3_000, risen))).toMatchObject({ taxPercentage: 90_000 });
    const unknown = { ...terms, products: new Map([['mask', mask]]) };
    expect(differences(withFilter, unknown)).toBe(0);
    expect(line(repriced(withFilter, unknown))).toMatchObject({ taxPercentage: 90_000 });
  });
});

describe('more of a product', () => {
  it('is a line of its own, in so much of it, priced for that quantity', () => {
    const body = withMore(draft, 'l1', 'filter', 10_000, terms);
    expect(line(body)).toMatchObject({
      id: 'l1',
      quantity: 10_000,
      unitPrice: { amount: 80, currency: 'IRR' },
      discountPercentage: 50_000,
    });
  });

  it('goes on the line that is there, and reaches the next step with it', () => {
    const body = withMore(withMore(draft, 'l1', 'filter', 4_000, terms), 'l2', 'filter', 2_000, terms);
    expect(linesIn(body)).toHaveLength(1);
    expect(line(body)).toMatchObject({ id: 'l1', quantity: 6_000, discountPercentage: 50_000 });
  });

  it('leaves what was typed by hand as it was typed', () => {
    const typed = withTyped(
      withMore(draft, 'l1', 'filter', 4_000, terms),
      'l1',
      'unitPrice',
      { amount: 7, currency: 'IRR' },
      terms,
    );
    expect(line(withMore(typed, 'l2', 'filter', 8_000, terms))).toMatchObject({
      quantity: 12_000,
      unitPrice: { amount: 7, currency: 'IRR' },
    });
  });
});
