import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { begunAgain } from './begunAgain.ts';

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
});
