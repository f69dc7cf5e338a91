import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { productKind } from './product.ts';
import { countIn, inUnits, partsIn, priceIn, quantityIn, saidInField, saidInOf, toSaidIn, unitsOf } from './units.ts';

const CARTON = { id: 'carton', unit: 'carton', factor: 12_000, barcodes: [] };
const PALLET = { id: 'pallet', unit: 'pallet', factor: 480_000, barcodes: [] };

const factor = fc.integer({ min: 1, max: 1_000_000_000 });
const units = fc.array(
  factor.map((of) => ({ id: String(of), unit: `unit ${String(of)}`, factor: of, barcodes: [] as string[] })),
  { maxLength: 5 },
);

describe('a quantity said in another unit of its product', () => {
  it('comes back as it was said, whatever the unit holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), factor, (count, of) => {
        const quantity = quantityIn(count * 1_000, { factor: of });
        expect(quantity).toBe(count * of);
        expect(countIn(quantity ?? 0, { factor: of })).toBe(count * 1_000);
        expect(partsIn(quantity ?? 0, { factor: of })).toBe(count * 1_000);
      }),
    );
  });

  it('is a whole number of them or is not said in them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000 }), factor, (quantity, of) => {
        const count = countIn(quantity, { factor: of });
        expect(count).toBe(Number.isInteger(quantity / of) ? (quantity / of) * 1_000 : null);
      }),
    );
    expect([countIn(24_000, CARTON), countIn(5_000, CARTON), countIn(30_000, CARTON)]).toEqual([2_000, null, null]);
  });

  it('may be half of one where that can be counted, and is never rounded', () => {
    expect(quantityIn(500, CARTON)).toBe(6_000);
    expect([partsIn(6_000, CARTON), partsIn(5_000, CARTON)]).toEqual([500, null]);
    expect(quantityIn(500, { factor: 1 })).toBeNull();
    expect(quantityIn(1, { factor: 12_345 })).toBeNull();
    expect(quantityIn(Number.MAX_SAFE_INTEGER, { factor: 2_000 })).toBeNull();
  });
});

describe('goods on a shelf', () => {
  it('are told in the largest units that they fill, and what is left in their own; together it is all of them', () => {
    expect(inUnits(40_000, 'piece', [CARTON])).toEqual([
      { unit: 'carton', count: 3_000 },
      { unit: 'piece', count: 4_000 },
    ]);
    expect(inUnits(504_000, 'piece', [CARTON, PALLET]).map(({ unit }) => unit)).toEqual(['pallet', 'carton']);
    expect(inUnits(0, 'piece', [CARTON])).toEqual([]);
    expect(inUnits(-24_000, 'piece', [CARTON])).toEqual([]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000_000_000 }), units, (quantity, known) => {
        const factorOf = (unit: string): number => known.find((one) => one.unit === unit)?.factor ?? 1_000;
        const told = inUnits(quantity, 'own', known);
        // Exactly: as floats, the sum of very large ones misses by a bit.
        const together = told.reduce((sum, { unit, count }) => sum + BigInt(count) * BigInt(factorOf(unit)), 0n);
        expect(together).toBe(BigInt(quantity) * 1_000n);
        expect(told.every(({ count }) => count > 0)).toBe(true);
      }),
    );
  });
});

describe('a line', () => {
  it('costs by the carton what its pieces cost', () => {
    expect(priceIn({ amount: 1_500, currency: 'IRR' }, CARTON)).toEqual({ amount: 18_000, currency: 'IRR' });
  });
});

describe('the units of a product', () => {
  const product = (own: RecordBody[]): RecordBody => ({
    name: 'Gloves',
    unit: 'pair',
    taxPercentage: 0,
    prices: [],
    units: own,
  });
  const isValid = (own: RecordBody): boolean =>
    productKind('consumable').schema.safeParse(product([{ id: 'a', order: 'a', ...own }])).success;

  it('are read in their order, and what is not whole is left out', () => {
    const own = [
      { id: 'b', order: 'b', unit: 'pallet', factor: 480_000 },
      { id: 'a', order: 'a', unit: 'carton', factor: 12_000, barcodes: ['1'] },
      { id: 'c', order: 'c', unit: 'broken', factor: 0 },
      { id: 'd', order: 'd', factor: 12_000 },
    ];
    expect(unitsOf(product(own)).map(({ id, barcodes }) => [id, barcodes])).toEqual([
      ['a', ['1']],
      ['b', []],
    ]);
    expect(unitsOf({ name: 'Older' })).toEqual([]);
  });

  it('are refused malformed, and so is how a line was said', () => {
    expect(isValid({ unit: 'carton', factor: 12_000 })).toBe(true);
    const malformed: RecordBody[] = [
      { unit: '', factor: 12_000 },
      { unit: 'carton', factor: 0 },
      { unit: 'carton', factor: -12_000 },
      { unit: 'carton', factor: 1.5 },
      { unit: 'carton', factor: 1_000_000_001 },
      { unit: 'carton' },
    ];
    for (const own of malformed) {
      expect(isValid(own), JSON.stringify(own)).toBe(false);
      expect(saidInField.safeParse({ unitId: 'a', ...own }).success, JSON.stringify(own)).toBe(false);
    }
  });

  it('are found by the barcode of a carton', () => {
    const own = { id: 'a', order: 'a', unit: 'carton', factor: 12_000, barcodes: ['10614141543219'] };
    expect(productKind('consumable').searchText(product([own]))).toContain('10614141543219');
  });

  it('are frozen on a line, and an unreadable one is none', () => {
    expect(saidInOf({ saidIn: { ...toSaidIn(CARTON) } })).toEqual({ unitId: 'carton', unit: 'carton', factor: 12_000 });
    expect([saidInOf({}), saidInOf({ saidIn: { unitId: 'a', unit: 'carton', factor: 0 } })]).toEqual([null, null]);
  });
});
