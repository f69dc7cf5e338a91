import { describe, expect, it } from 'vitest';
import { quantityAlone, readingsOf } from './entryText.ts';

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
    // No quantity: nothing of it, or a number of something else.
    ['0*HOS-0001', [{ find: '0*HOS-0001', quantity: null }]],
    ['4006381333931', [{ find: '4006381333931', quantity: null }]],
    ['box 4006381333931', [{ find: 'box 4006381333931', quantity: null }]],
    ['  ', []],
  ])('%s', (text, readings) => {
    expect(readingsOf(text)).toEqual(readings);
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
