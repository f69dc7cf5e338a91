import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { backOffDelay } from './backOff.ts';

it('grows to a minute, never below a quarter second, and spreads', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1_000 }), (seed, failures) => {
      const delay = backOffDelay(failures, createSeededRandomness(seed));
      expect(delay).toBeGreaterThanOrEqual(250);
      expect(delay).toBeLessThanOrEqual(Math.max(250, Math.min(60_000, 1_000 * 2 ** Math.min(failures - 1, 16))));
    }),
  );
  const random = createSeededRandomness(1);
  expect(new Set(Array.from({ length: 20 }, () => backOffDelay(7, random))).size).toBeGreaterThan(15);
});
