import { describe, expect, it } from 'vitest';
import { parseCountsInput } from '../../locale/countsInput.ts';
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

function saidOf(
  text: string,
  unit: string,
  units: readonly { id: string; unit: string; factor: number }[],
  usual: SaidIn | null = null,
): unknown {
  const counts = parseCountsInput(text, [unit, ...units.map((one) => one.unit)]);
  if (!counts.ok) return counts.error.facts['reason'];
  const quantity = quantitySaid(counts.value, unit, units, usual);
  return quantity.ok
    ? [quantity.value.quantity, quantity.value.saidIn?.unitId ?? null]
    : quantity.error.facts['reason'];
}

describe('a count as it is said', () => {
  const said = (text: string, unit = 'عدد', usual: SaidIn | null = null): unknown => {
    const units = [{ id: 'c', unit: 'کارتن', factor: 12_000 }, CARTON];
    return saidOf(text, unit, units, usual);
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

describe('a unit whose name holds a figure', () => {
  const named = (unit: string, factor = 12_000) => ({ id: unit, unit, factor });
  const DOZEN = named('Box of 12');
  const [TWELVE, TWENTY_FOUR] = [named('کارتن ۱۲تایی'), named('کارتن ۲۴تایی', 24_000)];

  it('is that unit where it is written as it is called', () => {
    expect(saidOf('2 box of 12', 'piece', [DOZEN])).toEqual([24_000, 'Box of 12']);
    expect(saidOf('۲ کارتن ۲۴', 'عدد', [named('کارتن ۲۴', 24_000)])).toEqual([48_000, 'کارتن ۲۴']);
    expect(saidOf('20 Pack6', 'piece', [named('Pack6', 6_000)])).toEqual([120_000, 'Pack6']);
    expect(saidOf('500 cm3', 'cm3', [])).toEqual([500_000, null]);
    expect(saidOf('5 m2', 'm2', [])).toEqual([5_000, null]);
    expect(saidOf('۳ گالن ۲۰ لیتری', 'عدد', [named('گالن ۲۰ لیتری', 20_000)])).toEqual([60_000, 'گالن ۲۰ لیتری']);
    expect(saidOf('۲ کارتن ۱۲تایی', 'عدد', [TWELVE, TWENTY_FOUR])).toEqual([24_000, 'کارتن ۱۲تایی']);
    expect(saidOf('۲ كارتن 24تايي', 'عدد', [TWELVE, TWENTY_FOUR])).toEqual([48_000, 'کارتن ۲۴تایی']);
    expect(saidOf('2.5 12-pack', 'piece', [named('12-pack')])).toEqual([30_000, '12-pack']);
  });

  it('stands among others, where something is between them', () => {
    expect(saidOf('۲ کارتن ۲۴تایی و ۵ عدد', 'عدد', [TWELVE, TWENTY_FOUR])).toEqual([53_000, null]);
    expect(saidOf('1 box of 12 + 2 cartons, 4', 'piece', [DOZEN, CARTON])).toEqual([40_000, null]);
    expect(saidOf('۱ کارتن ۱۲تایی و ۱ کارتن ۲۴تایی', 'عدد', [TWELVE, TWENTY_FOUR])).toEqual([36_000, null]);
  });

  it('is not guessed from another figure', () => {
    expect(saidOf('2 box of 24', 'piece', [DOZEN])).toBe('unit_unknown');
    expect(saidOf('20 Pack7', 'piece', [named('Pack6', 6_000)])).toBe('unit_unknown');
    expect(saidOf('5 m3', 'm', [named('m2')])).toBe('unit_unknown');
    expect(saidOf('500 cm3', 'cm', [])).toBe('unit_unknown');
    expect(saidOf('-2 box of 12 + 4', 'piece', [DOZEN])).toBe('not_a_number');
    // One thousand two hundred of them, or one of two hundred.
    expect(saidOf('1 200 عدد', 'عدد', [named('۲۰۰ عدد', 200_000)])).toBe('unit_unknown');
    // Alone, its beginning means it.
    expect(saidOf('2 box', 'piece', [DOZEN])).toEqual([24_000, 'Box of 12']);
  });
});
