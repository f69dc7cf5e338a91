import { expect, it } from 'vitest';
import type { SeedResult } from './seedWorker.ts';
import { addResult, createTally, failedSeeds, forgetFailed, lastLine, summaryOf } from './tally.ts';

const resultOf = (seed: number, rules: readonly string[] = []): SeedResult => ({
  seed,
  violations: rules.map((rule) => ({ rule, step: 3, message: 'broken' })),
  counts: { commits: 2 },
  story: [],
  traceHash: 'a'.repeat(64),
  stateHash: 'b'.repeat(64),
  milliseconds: 10,
});

it('forgets what failed, so that it is run again behind a mend, and names every version of the program', () => {
  const first = createTally();
  addResult(first, resultOf(1), 'one');
  addResult(first, resultOf(2, ['SYNC-181', 'SYNC-185']), 'one');
  expect(failedSeeds(first)).toEqual([2]);
  expect(lastLine(first)).toBe('SIMULATE seeds=2 failures=1 lost=1 doubled=0 leaked=1');
  const later = forgetFailed(first);
  expect(later.seeds).toEqual([1]);
  addResult(later, resultOf(2), 'two');
  expect(lastLine(later)).toBe('SIMULATE seeds=2 failures=0 lost=0 doubled=0 leaked=0');
  expect(summaryOf(later, { steps: 40, isWhole: true, asked: 2 })).toContain('2 by one, 1 by two');
});
