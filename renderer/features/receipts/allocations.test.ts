import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocationsFor, nextCheque } from './allocations.ts';

describe('what a receipt pays for', () => {
  it('is what was ticked, the oldest first, as far as the money goes', () => {
    const open = [
      { id: 'a', open: 100 },
      { id: 'b', open: 50 },
      { id: 'c', open: 70 },
    ];
    expect(allocationsFor(open, ['c', 'a'], 130)).toEqual([
      { documentId: 'a', amount: 100 },
      { documentId: 'c', amount: 30 },
    ]);
    expect(allocationsFor(open, ['b'], 500)).toEqual([{ documentId: 'b', amount: 50 }]);
    expect(allocationsFor(open, [], 500)).toEqual([]);
  });

  it('is never more than was paid', () => {
    const amount = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(fc.array(amount), fc.integer({ min: 0, max: 3_000 }), (amounts, paid) => {
        const open = amounts.map((owed, index) => ({ id: `${index}`, open: owed }));
        const spread = allocationsFor(
          open,
          open.map(({ id }) => id),
          paid,
        );
        expect(spread.reduce((sum, one) => sum + one.amount, 0)).toBeLessThanOrEqual(paid);
      }),
    );
  });
});

describe('the next cheque of a row', () => {
  const first = {
    method: 'cheque',
    amount: { amount: 5, currency: 'IRR' },
    allocations: [],
    cheque: { number: '000099', bank: 'ملت', dueOn: '2027-04-04', sayadId: '1234567890123456' },
  };

  it('has the next number and the same day of the next solar month; its own Sayad number is not known yet', () => {
    // 1406-01-15 and 1406-02-15.
    expect(nextCheque(first)).toEqual({
      method: 'cheque',
      amount: { amount: 5, currency: 'IRR' },
      cheque: { number: '000100', bank: 'ملت', dueOn: '2027-05-05' },
    });
    // 1405-06-31 and 1405-07-30.
    expect(nextCheque({ cheque: { dueOn: '2026-09-22' } })).toEqual({ cheque: { dueOn: '2026-10-22' } });
  });

  it('keeps a number that is none', () => {
    expect(nextCheque({ cheque: { number: '12/B' } })).toEqual({ cheque: { number: '12/B' } });
  });
});
