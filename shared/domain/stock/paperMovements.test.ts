import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { stockLevel } from './levels.ts';
import { movementKind, movementViolations } from './movement.ts';
import { isMovementOf, movementsOfPaper, type PaperMovement } from './paperMovements.ts';

const AT = '2026-11-21T08:00:00.000Z';
const line = (id: string, quantity: number): RecordBody => ({
  id,
  orderLineId: id,
  productId: `product ${id}`,
  quantity,
});
const delivery = (state: string, rest: RecordBody = {}): RecordBody => ({
  state,
  stockPlaceId: 'van',
  deliveredAt: AT,
  lines: [line('1', 3_000), line('2', 500)],
  ...rest,
});
const said = (movements: readonly PaperMovement[]) =>
  movements.map(({ body }) => [body['productId'], body['quantity'], body['reason'], body['takesBack'] !== undefined]);

describe('what a paper moves', () => {
  it('is what it says of each line, where it says, when it went out', () => {
    const made = movementsOfPaper('delivery', 'd', delivery('delivered'));
    expect(said(made)).toEqual([
      ['product 1', -3_000, 'delivery', false],
      ['product 2', -500, 'delivery', false],
    ]);
    expect(made[0]?.body).toMatchObject({ placeId: 'van', occurredAt: AT, documentId: 'd' });
    const back = { ...delivery('received'), receivedAt: AT };
    expect(said(movementsOfPaper('return', 'r', back))[0]).toEqual(['product 1', 3_000, 'return', false]);
    for (const { body } of [...made, ...movementsOfPaper('return', 'r', back)])
      expect(movementViolations(body)).toEqual([]);
  });

  it('is nothing before it is out, without a place, and of a paper that moves no goods', () => {
    const { deliveredAt: _never, ...prepared } = delivery('draft');
    expect(movementsOfPaper('delivery', 'd', prepared)).toEqual([]);
    expect(movementsOfPaper('delivery', 'd', { ...prepared, state: 'cancelled' })).toEqual([]);
    const { stockPlaceId: _nowhere, ...elsewhere } = delivery('delivered');
    expect(movementsOfPaper('delivery', 'd', elsewhere)).toEqual([]);
    expect(movementsOfPaper('return', 'r', { ...delivery('accepted'), receivedAt: AT })).toEqual([]);
    expect(movementsOfPaper('invoice', 'i', delivery('issued'))).toEqual([]);
  });

  it('is taken back when it is cancelled, as if it had never been, by the same movement whoever cancels it', () => {
    const cancelled = delivery('cancelled', { cancelledAt: '2026-11-22T08:00:00.000Z' });
    const [out, , back] = movementsOfPaper('delivery', 'd', cancelled);
    expect(said([back!])).toEqual([['product 1', 3_000, 'delivery', true]]);
    expect(back?.body).toMatchObject({ takesBack: out?.id, occurredAt: AT });
    expect(movementsOfPaper('delivery', 'd', { ...cancelled, cancelledAt: '2027-01-01T08:00:00.000Z' })[2]).toEqual(
      back,
    );
    expect(movementViolations(back!.body)).toEqual([]);
    expect(movementViolations({ ...back!.body, quantity: -1 })).not.toEqual([]);
    expect(
      movementKind.schema.safeParse({ ...back!.body, productId: back!.id, placeId: back!.id, documentId: back!.id })
        .success,
    ).toBe(true);
  });

  it('is told from everything else', () => {
    const [own] = movementsOfPaper('delivery', 'd', delivery('delivered'));
    expect(isMovementOf('delivery', 'd', delivery('delivered'), own!)).toBe(true);
    for (const change of [{ quantity: -2_000 }, { placeId: 'store' }, { note: 'more' }, { productId: 'other' }])
      expect(isMovementOf('delivery', 'd', delivery('delivered'), { ...own!, body: { ...own!.body, ...change } })).toBe(
        false,
      );
    expect(isMovementOf('delivery', 'd', delivery('delivered'), { ...own!, id: 'another' })).toBe(false);
    expect(isMovementOf('delivery', 'another', delivery('delivered'), own!)).toBe(false);
  });

  it('leaves what lies there as it was once it is cancelled, whatever else moved and was counted', () => {
    const hour = fc.integer({ min: 0, max: 23 }).map((at) => `2026-11-21T${String(at).padStart(2, '0')}:00:00.000Z`);
    const other = fc.record({ at: hour, quantity: fc.integer({ min: -9, max: 9 }), counted: fc.option(fc.nat(20)) });
    fc.assert(
      fc.property(fc.array(other, { maxLength: 8 }), hour, (others, deliveredAt) => {
        const known = others.map(({ at, quantity, counted }, index) => ({
          id: `m${index}`,
          createdAt: '2026-12-01T00:00:00.000Z',
          body:
            counted === null
              ? { quantity, occurredAt: at, reason: 'receipt' }
              : { counted, occurredAt: at, reason: 'count' },
        }));
        const made = movementsOfPaper(
          'delivery',
          'd',
          delivery('cancelled', { deliveredAt, lines: [line('1', 3_000)] }),
        );
        const with_ = stockLevel(null, [
          ...known,
          ...made.map((one) => ({ ...one, createdAt: '2026-12-01T00:00:00.000Z' })),
        ]);
        expect(with_?.quantity ?? 0).toBe(stockLevel(null, known)?.quantity ?? 0);
      }),
    );
  });
});
