import { describe, expect, it } from 'vitest';
import { stockMark, weeklyUse } from './marks.ts';

describe('what should be noticed of stock', () => {
  it('is too little for a week, or for the minimum where the product has one', () => {
    expect([stockMark(5, 5, 6), stockMark(5, 5, 5)]).toEqual(['low', null]);
    expect([stockMark(5, 5, 6, 5), stockMark(5, 5, 0, 6)]).toEqual([null, 'belowMinimum']);
    expect([stockMark(-1, -1, 0, 5), stockMark(0, 0, 0, 5), stockMark(5, 0, 0, 5)]).toEqual([
      'negative',
      'none',
      'promised',
    ]);
  });

  it('a week’s use is what went to customers, less what was taken back', () => {
    const at = '2026-11-20T08:00:00.000Z';
    const gone = (id: string, quantity: number) => ({ id, body: { reason: 'delivery', quantity, occurredAt: at } });
    expect(weeklyUse([gone('a', -8_000), gone('b', 4_000)], Date.parse('2026-11-21T08:00:00.000Z'))).toBe(1_000);
  });
});
