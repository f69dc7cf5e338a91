import { expect, it } from 'vitest';
import { createBatchSizes, partOf } from './batchSizes.ts';

it('SYNC-168: messages are cut in half on a line that fails or is slow, and grow again on one that is quick', () => {
  const sizes = createBatchSizes();
  expect(partOf(1_000, sizes)).toBe(1_000);
  sizes.failed();
  expect(partOf(1_000, sizes)).toBe(500);
  sizes.answered(20_000);
  expect(partOf(1_000, sizes)).toBe(250);
  // Neither quick nor slow: it stays.
  sizes.answered(8_000);
  expect(partOf(1_000, sizes)).toBe(250);
  for (let count = 0; count < 20; count += 1) sizes.failed();
  expect(partOf(1_000, sizes)).toBe(1);
  expect(partOf(10, sizes)).toBe(1);
  sizes.answered(100);
  sizes.answered(100);
  expect(sizes.share()).toBe(1 / 1_024);
  for (let count = 0; count < 20; count += 1) sizes.answered(100);
  expect(partOf(1_000, sizes)).toBe(1_000);
});
