/** What lies at a place, against a plain walk through time; and that it comes out the same however it is heard of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../bodyReads.ts';
import { allotmentUses, availableTo, isAllotted } from './allotments.ts';
import { openingOf, stockBalanceId, stockLevel, type HeldMovement } from './levels.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString();

const timeOf = ({ body }: HeldMovement): string => textOf(body, 'occurredAt') ?? '';

const movements = fc
  .uniqueArray(
    fc.record({
      minute: fc.integer({ min: 0, max: 500 }),
      quantity: fc.integer({ min: -9_000, max: 9_000 }),
      isCount: fc.boolean(),
    }),
    { selector: ({ minute }) => minute, maxLength: 20 },
  )
  .map((drafts) =>
    drafts.map(({ minute, quantity, isCount }, index): HeldMovement => ({
      id: `movement ${index}`,
      createdAt: at(minute),
      body: {
        occurredAt: at(minute),
        quantity,
        reason: isCount ? 'count' : 'receipt',
        ...(isCount ? { counted: Math.abs(quantity) } : {}),
      },
    })),
  );
const openings = fc.option(
  fc.record({ quantity: fc.integer({ min: -9_000, max: 9_000 }), minute: fc.integer({ min: 0, max: 500 }) }),
);

describe('the level of a shelf', () => {
  it('is what the last count or the opening says, and what moved behind it', () => {
    fc.assert(
      fc.property(openings, movements, (drafted, held) => {
        const opening = drafted && { quantity: drafted.quantity, asOf: at(drafted.minute) };
        const behind = held.filter((movement) => opening === null || timeOf(movement) > opening.asOf);
        const counts = behind.filter(({ body }) => body['reason'] === 'count');
        const last = counts.toSorted((one, other) => (timeOf(one) < timeOf(other) ? 1 : -1))[0];
        const from = last ? timeOf(last) : '';
        const moved = behind.filter((movement) => movement.body['reason'] !== 'count' && timeOf(movement) > from);
        const expected =
          Number(last?.body['counted'] ?? opening?.quantity ?? 0) +
          moved.reduce((sum, { body }) => sum + Number(body['quantity']), 0);
        const isUnknown = opening === null && behind.length === 0;
        expect(stockLevel(opening, held)?.quantity).toBe(isUnknown ? undefined : expected);
      }),
    );
  });

  it('does not depend on the order in which movements are heard of', () => {
    fc.assert(
      fc.property(
        movements.chain((held) => fc.tuple(fc.constant(held), fc.shuffledSubarray(held, { minLength: held.length }))),
        ([held, shuffled]) => {
          expect(stockLevel(null, shuffled)).toEqual(stockLevel(null, held));
        },
      ),
    );
  });

  it('is, of two counts of one moment, what the one with the later id says, however they are heard of', () => {
    const counted = (id: string, quantity: number): HeldMovement => ({
      id,
      createdAt: at(1),
      body: { occurredAt: at(1), quantity: 0, reason: 'count', counted: quantity },
    });
    const both = [counted('a', 1_000), counted('b', 2_000)];
    expect(stockLevel(null, both)).toEqual({ quantity: 2_000, asOf: at(1) });
    expect(stockLevel(null, both.toReversed())).toEqual({ quantity: 2_000, asOf: at(1) });
  });

  it('is as old as the last thing that is known of it', () => {
    const opening = { quantity: 5_000, asOf: at(10) };
    expect(stockLevel(opening, [])).toEqual(opening);
    const before = { id: 'a', createdAt: at(30), body: { occurredAt: at(5), quantity: 1_000, reason: 'receipt' } };
    expect(stockLevel(opening, [before])).toEqual(opening);
    const after = { id: 'b', createdAt: at(30), body: { occurredAt: at(20), quantity: 1_000, reason: 'receipt' } };
    expect(stockLevel(opening, [before, after])).toEqual({ quantity: 6_000, asOf: at(20) });
  });

  it('is not held for years by a count of a clock that ran ahead', () => {
    const ahead = { occurredAt: '2036-01-01T00:00:00.000Z', quantity: 0, reason: 'count', counted: 3_000 };
    const later = { occurredAt: at(40), quantity: -1_000, reason: 'delivery' };
    expect(
      stockLevel(null, [
        { id: 'a', createdAt: at(30), body: ahead },
        { id: 'b', createdAt: at(41), body: later },
      ]),
    ).toEqual({ quantity: 2_000, asOf: at(40) });
  });

  it('begins with a balance that was brought in, and not with one that was reckoned', () => {
    const body = { placeId: 'p', productId: 'q', quantity: 7, asOf: at(0) };
    expect(openingOf({ id: 'imported', body })).toEqual({ quantity: 7, asOf: at(0) });
    expect(openingOf({ id: stockBalanceId('p', 'q'), body })).toBeNull();
    const opening = { quantity: 3, asOf: at(1) };
    expect(openingOf({ id: 'imported', body: { ...body, opening } })).toEqual(opening);
  });
});

describe('allotments', () => {
  const ali = { holderId: 'ali', quantity: 4_000, from: '2026-01-01', to: '2026-01-31' };
  const sara = { ...ali, holderId: 'sara', quantity: 3_000 };

  it('leave to each what is kept for nobody else', () => {
    expect(availableTo('ali', 10_000, [ali, sara])).toBe(7_000);
    expect(availableTo('reza', 10_000, [ali, sara])).toBe(3_000);
    expect(availableTo('reza', 5_000, [ali, sara])).toBe(-2_000);
    expect(['2025-12-31', '2026-01-01', '2026-01-31', '2026-02-01'].map((day) => isAllotted(ali, day))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('are used one after the other, and account for all that is promised', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 0, max: 50_000 }),
        (grants, open) => {
          const uses = allotmentUses(grants, open);
          expect(uses.reduce((sum, { used }) => sum + used, 0)).toBe(open);
          for (const { granted, used, left } of uses) expect(left).toBe(Math.max(0, granted - used));
          const granted = grants.reduce((sum, quantity) => sum + quantity, 0);
          expect(uses.reduce((sum, { left }) => sum + left, 0)).toBe(Math.max(0, granted - open));
        },
      ),
    );
  });
});
