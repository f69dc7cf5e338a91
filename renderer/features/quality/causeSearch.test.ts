import { describe, expect, it } from 'vitest';
import { questionOf, readCauseSearch } from './causeSearch.ts';

describe('the question about causes in the address', () => {
  it('is read, and what is none is left out', () => {
    const search = { of: 'returns', by: 'month', period: 'year', cause: 'damaged', key: '' };
    expect(readCauseSearch(search)).toEqual(search);
    expect(readCauseSearch({ of: 'orders', by: 'office', period: 'ever', cause: 7, key: 3, from: '1.1.2026' })).toEqual(
      {},
    );
    expect(readCauseSearch({ cause: 'x'.repeat(61) })).toEqual({});
  });

  it('is, without a word, that of requests by cause, of the last twelve months', () => {
    expect(questionOf({}, '2026-11-21', 'persian')).toEqual({
      of: 'requests',
      by: 'cause',
      calendar: 'persian',
      from: '2025-11-22',
      to: '2026-11-21',
    });
    expect(questionOf({ cause: 'wear', period: 'all' }, '2026-11-21', 'gregory')).toEqual({
      of: 'requests',
      by: 'cause',
      calendar: 'gregory',
    });
    expect(questionOf({ cause: 'wear', by: 'person', period: 'all' }, '2026-11-21', 'gregory')).toMatchObject({
      by: 'person',
      cause: 'wear',
    });
  });
});
