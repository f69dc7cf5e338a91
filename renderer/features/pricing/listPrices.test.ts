import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { withPricesChanged } from './listPrices.ts';

const list = (...amounts: number[]): RecordBody => ({
  entries: amounts.map((amount, index) => ({
    id: `e${index}`,
    order: `a${index}`,
    price: { amount, currency: 'IRR' },
  })),
});
const amounts = (body: RecordBody) =>
  (body['entries'] as RecordBody[]).map((entry) => (entry['price'] as RecordBody)['amount']);

describe('all prices of a list', () => {
  it('go up and down by so many percent, rounded to the even neighbour', () => {
    expect(amounts(withPricesChanged(list(1_000, 1_850_000), 250_000))).toEqual([1_250, 2_312_500]);
    expect(amounts(withPricesChanged(list(50, 150), -10_000))).toEqual([50, 148]);
    expect(amounts(withPricesChanged(list(1_000), -1_000_000))).toEqual([1_000]);
  });

  it('keep one that would fall to nothing or cannot be counted, and one that cannot be read', () => {
    expect(amounts(withPricesChanged(list(1, Number.MAX_SAFE_INTEGER), -900_000))).toEqual([
      1,
      Number.MAX_SAFE_INTEGER,
    ]);
    const broken: RecordBody = { entries: [{ id: 'e', order: 'a', price: 'much' }] };
    expect(withPricesChanged(broken, 10_000)).toEqual(broken);
  });
});
