import { expect, it } from 'vitest';
import { summariseSync } from './syncSummary.ts';

it('names what needs a person before what waits, and what waits before silence', () => {
  expect(summariseSync({ reviews: 1, held: 2, pending: 9 })).toEqual({ kind: 'needsYou', count: 3 });
  expect(summariseSync({ reviews: 0, held: 0, pending: 3 })).toEqual({ kind: 'waiting', count: 3 });
  expect(summariseSync({ reviews: 0, held: 0, pending: 0 })).toEqual({ kind: 'sent' });
});
