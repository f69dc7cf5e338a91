import { expect, it } from 'vitest';
import { moveActiveRow } from './moveActiveRow.ts';

it('moves by rows, screens and to the ends, and stays inside', () => {
  expect(moveActiveRow('ArrowDown', 0, 3, 10)).toBe(1);
  expect(moveActiveRow('ArrowDown', 2, 3, 10)).toBe(2);
  expect(moveActiveRow('ArrowUp', 0, 3, 10)).toBe(0);
  expect(moveActiveRow('PageDown', 5, 100_000, 20)).toBe(25);
  expect(moveActiveRow('PageUp', 5, 100_000, 20)).toBe(0);
  expect(moveActiveRow('End', 5, 100_000, 20)).toBe(99_999);
  expect(moveActiveRow('Home', 5, 100_000, 20)).toBe(0);
});

it('leaves other keys and empty lists alone', () => {
  expect(moveActiveRow('a', 5, 10, 3)).toBeNull();
  expect(moveActiveRow('ArrowDown', 0, 0, 3)).toBeNull();
});
