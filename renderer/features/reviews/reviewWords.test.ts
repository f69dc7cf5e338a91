import { expect, it } from 'vitest';
import { standing } from './reviewWords.ts';

const leaf = (mine: unknown, theirs: unknown, result: unknown) =>
  ({ path: 'name', mine, theirs, result }) as Parameters<typeof standing>[0][number];

it('tells whose value stands', () => {
  expect(standing([leaf('a', 'b', 'a')])).toBe('mine');
  expect(standing([leaf('a', 'b', 'b'), leaf(1, { amount: 2 }, { amount: 2 })])).toBe('theirs');
  expect(standing([leaf('a', undefined, undefined)])).toBe('theirs');
});

it('does not guess when it is a mixture or neither', () => {
  expect(standing([leaf('a', 'b', 'a'), leaf('a', 'b', 'b')])).toBe('both');
  expect(standing([leaf('a', 'b', 'c')])).toBe('both');
});
