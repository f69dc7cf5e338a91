import { describe, expect, it } from 'vitest';
import { parseCountsInput } from '../../locale/formatInput.ts';
import { quantitySaid, unitCalled } from './namedCounts.ts';
import type { SaidIn } from './units.ts';

const CARTON = { id: 'carton', unit: 'carton', factor: 12_000 };
const PALLET = { id: 'pallet', unit: 'pallet', factor: 480_000 };
const SAID_IN_CARTONS: SaidIn = { unitId: 'carton', unit: 'carton', factor: 12_000 };

describe('a word for a unit', () => {
  const called = (word: string, own = 'piece') => unitCalled(word, own, [CARTON, PALLET, { unit: 'pack of six' }]);

  it('is its name, a beginning of it that no other has, or it with an ending', () => {
    expect([called('carton'), called('CARTONS'), called('ca'), called('pal')]).toEqual([
      CARTON,
      CARTON,
      CARTON,
      PALLET,
    ]);
    expect([called('piece'), called('pieces')]).toEqual(['own', 'own']);
    expect([called('p'), called('pa'), called('box'), called('')]).toEqual([null, null, null, null]);
    for (const word of ['کارتن', 'کارتن‌ها', 'کارتن ها', 'کارتنهای', 'کارت'])
      expect(unitCalled(word, 'عدد', [{ unit: 'کارتن' }])).toEqual({ unit: 'کارتن' });
  });

  it('is none where more stands there than the name', () => {
    expect([called('mm', 'm'), called('kgm', 'kg'), called('c')]).toEqual([null, null, null]);
    expect([called('carton + 4'), called('carton of six'), called('carton -')]).toEqual([null, null, null]);
    expect(unitCalled('تایی', 'تا', [])).toBeNull();
  });
});

describe('a count as it is said', () => {
  const said = (text: string, unit = 'عدد', usual: SaidIn | null = null): unknown => {
    const counts = parseCountsInput(text);
    if (!counts.ok) return counts.error.facts['reason'];
    const quantity = quantitySaid(counts.value, unit, [{ id: 'c', unit: 'کارتن', factor: 12_000 }, CARTON], usual);
    return quantity.ok
      ? [quantity.value.quantity, quantity.value.saidIn?.unitId ?? null]
      : quantity.error.facts['reason'];
  };

  it('comes to all that was said', () => {
    expect(said('۳ کارتن و ۴ عدد')).toEqual([40_000, null]);
    expect(said('3 carton + 4')).toEqual([40_000, null]);
    expect(said('۳ کارتن')).toEqual([36_000, 'c']);
    expect(said('۳۶ عدد', 'عدد', SAID_IN_CARTONS)).toEqual([36_000, null]);
    expect(said('3', 'عدد', SAID_IN_CARTONS)).toEqual([36_000, 'carton']);
    expect(said('3 carton + 4', 'عدد', SAID_IN_CARTONS)).toEqual([40_000, null]);
  });

  it('is refused where a part of it is not understood', () => {
    expect(said('۲ کارتن ۲۴تایی')).toBe('unit_unknown');
    expect(said('۲ کارتن (۲۴ عدد)')).toBe('unit_unknown');
    expect(said('2 x 12')).toBe('unit_unknown');
    expect(said('3 carton -4')).toBe('unit_unknown');
    expect(said('500 mm', 'm')).toBe('unit_unknown');
    expect(said('0.0005 carton')).toBe('too_many_decimals');
  });
});
