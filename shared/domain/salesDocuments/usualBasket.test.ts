import { describe, expect, it } from 'vitest';
import { usualBasket, type BoughtLine } from './usualBasket.ts';

const line = (orderId: string, productId: string, pieces: number, day = `2026-01-${orderId}`): BoughtLine => ({
  orderId,
  productId,
  orderedOn: day,
  quantity: pieces * 1_000,
});

describe('the usual basket', () => {
  it('holds what was bought at least twice, with the middle of the quantities, the most frequent first', () => {
    const basket = usualBasket([
      line('01', 'gloves', 5),
      line('02', 'gloves', 500),
      line('03', 'gloves', 6),
      line('01', 'masks', 1),
      line('03', 'masks', 3),
      line('02', 'pump', 1),
    ]);
    expect(basket).toEqual([
      { productId: 'gloves', quantity: 6_000, orderCount: 3, lastOn: '2026-01-03' },
      { productId: 'masks', quantity: 1_000, orderCount: 2, lastOn: '2026-01-03' },
    ]);
  });

  it('adds up lines of one order, which count once', () => {
    expect(usualBasket([line('01', 'gloves', 2), line('01', 'gloves', 3)])).toEqual([]);
    expect(usualBasket([line('01', 'gloves', 2), line('01', 'gloves', 3), line('02', 'gloves', 9)])).toMatchObject([
      { quantity: 5_000, orderCount: 2 },
    ]);
  });

  it('looks at the last twelve orders alone', () => {
    const months = Array.from({ length: 14 }, (_, index) => `2025-${String(index + 1).padStart(2, '0')}`);
    const lines = months.map((month, index) => line(`o${index}`, index < 2 ? 'former' : 'gloves', 1, `${month}-01`));
    expect(usualBasket(lines).map(({ productId, orderCount }) => [productId, orderCount])).toEqual([['gloves', 12]]);
  });
});
