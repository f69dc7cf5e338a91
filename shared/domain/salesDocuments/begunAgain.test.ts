import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { begunAgain, begunAgainBy } from './begunAgain.ts';

describe('a draft that was removed', () => {
  it('is begun again with all that was typed, and without what only steps may write', () => {
    const typed: RecordBody = {
      state: 'draft',
      customerId: 'c',
      note: 'پشت در بگذارید',
      lines: [{ id: 'a' }],
      unknown: 7,
    };
    expect(begunAgain({ ...typed, quoteId: 'q', approval: { askedBy: 'p' } })).toEqual(typed);
  });

  it('comes back for whoever may not say that it was imported or stood on paper, without that', () => {
    const typed: RecordBody = { state: 'draft', customerId: 'c', lines: [{ id: 'a' }] };
    const body = { ...typed, quoteId: 'q', paper: { number: '7' }, source: { system: 's' } };
    expect(begunAgainBy('rep', body)).toEqual(typed);
    expect(begunAgainBy('branchManager', body)).toMatchObject({ ...typed, paper: { number: '7' } });
  });
});
