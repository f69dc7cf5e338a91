import { describe, expect, it } from 'vitest';
import { isNumbersAlone, quantityAlone, readingsOf } from './entryText.ts';

describe('what is typed into the entry line', () => {
  it.each([
    ['HOS-0001', [{ find: 'HOS-0001', quantity: null }]],
    ['12*HOS-0001', [{ find: 'HOS-0001', quantity: 12_000 }]],
    ['۱۲*HOS-0001', [{ find: 'HOS-0001', quantity: 12_000 }]],
    ['2.5 × گاز', [{ find: 'گاز', quantity: 2_500 }]],
    ['HOS-0001*3', [{ find: 'HOS-0001', quantity: 3_000 }]],
    [
      'HOS-0001 12',
      [
        { find: 'HOS-0001 12', quantity: null },
        { find: 'HOS-0001', quantity: 12_000 },
      ],
    ],
    [
      'گاز استریل ۱۰',
      [
        { find: 'گاز استریل 10', quantity: null },
        { find: 'گاز استریل', quantity: 10_000 },
      ],
    ],
    // Numbers on both sides: how much stands first, unless the catalogue knows it only the other way round.
    [
      '1001*12',
      [
        { find: '12', quantity: 1_001_000 },
        { find: '1001', quantity: 12_000 },
      ],
    ],
    // A barcode is no quantity.
    ['4006381333931*12', [{ find: '4006381333931', quantity: 12_000 }]],
    ['12*4006381333931', [{ find: '4006381333931', quantity: 12_000 }]],
    ['0*12', [{ find: '0', quantity: 12_000 }]],
    // No quantity: nothing of it, or a number of something else.
    ['0*HOS-0001', [{ find: '0*HOS-0001', quantity: null }]],
    ['4006381333931', [{ find: '4006381333931', quantity: null }]],
    ['box 4006381333931', [{ find: 'box 4006381333931', quantity: null }]],
    ['  ', []],
  ])('%s', (text, readings) => {
    expect(readingsOf(text)).toEqual(readings);
  });

  it('may be two numbers, of which only a code says which is the product', () => {
    const alone = ['1001*12', '0*12', '12*4006381333931', '12*HOS-0001', '2*ماسک 3', '1001'].map((text) =>
      isNumbersAlone(readingsOf(text)),
    );
    expect(alone).toEqual([true, true, true, false, false, false]);
  });

  it('may be a quantity alone', () => {
    expect(['12', '۱۲', '1.5', '0', '', '12*', 'HOS', '4006381333931'].map(quantityAlone)).toEqual([
      12_000,
      12_000,
      1_500,
      null,
      null,
      null,
      null,
      null,
    ]);
  });
});
