import { expect, test } from 'vitest';
import { billedQuantities, billedUnused, unbilledParts } from './billed.ts';

const line = (id: string, productId: string, quantity: number) => ({ id, order: id, productId, quantity });

test('what orders have is added up by product; a cancelled one has nothing', () => {
  const orders = [
    { state: 'draft', lines: [line('a', 'seal', 2_000), line('b', 'seal', 1_000)] },
    { state: 'confirmed', lines: [line('c', 'oil', 500)] },
    { state: 'cancelled', lines: [line('d', 'oil', 9_000)] },
  ];
  expect([...billedQuantities(orders)]).toEqual([
    ['seal', 3_000],
    ['oil', 500],
  ]);
});

test('only what is beyond it is left to be billed, part by part', () => {
  const parts = [line('a', 'seal', 2_000), line('b', 'seal', 2_000), line('c', 'oil', 500), line('d', 'hour', 1_000)];
  const billed = new Map([
    ['seal', 3_000],
    ['oil', 800],
  ]);
  expect(unbilledParts(parts, billed)).toEqual([line('b', 'seal', 1_000), line('d', 'hour', 1_000)]);
});

test('what orders have beyond what was used is told by product', () => {
  const parts = [line('a', 'seal', 1_000), line('b', 'seal', 500), line('c', 'oil', 500)];
  const billed = new Map([
    ['seal', 3_000],
    ['oil', 500],
    ['hour', 1_000],
  ]);
  expect([...billedUnused(parts, billed)]).toEqual([
    ['seal', 1_500],
    ['hour', 1_000],
  ]);
  expect([...billedUnused(parts, new Map())]).toEqual([]);
});
