import { describe, expect, it } from 'vitest';
import { questionOf, readInsightSearch } from './insightSearch.ts';

describe('the question in the address', () => {
  it('is read, and what is none is left out', () => {
    expect(readInsightSearch({ measure: 'won', by: 'office', period: 'year', key: '' })).toEqual({
      measure: 'won',
      by: 'office',
      period: 'year',
      key: '',
    });
    // What was won is not counted by country, nor sales by office.
    expect(readInsightSearch({ measure: 'won', by: 'country' })).toEqual({ measure: 'won' });
    expect(readInsightSearch({ by: 'office', period: 'ever', from: '1.1.2026', to: 3 })).toEqual({});
  });

  it('means months and years of the person’s own calendar', () => {
    const today = '2026-03-25';
    expect(questionOf({ period: 'year' }, today, 'persian')).toEqual({
      measure: 'sales',
      by: 'seller',
      from: '2026-03-21',
      to: '2027-03-20',
    });
    expect(questionOf({ period: 'year' }, today, 'gregory')).toMatchObject({ from: '2026-01-01', to: '2026-12-31' });
    expect(questionOf({ period: 'month' }, today, 'persian')).toMatchObject({ from: '2026-03-21', to: '2026-04-20' });
    expect(questionOf({ period: 'quarter' }, today, 'persian')).toMatchObject({ from: '2025-12-26', to: today });
    expect(questionOf({ period: 'own', from: '2026-01-05' }, today, 'persian')).toEqual({
      measure: 'sales',
      by: 'seller',
      from: '2026-01-05',
    });
    expect(questionOf({ from: '2026-01-05' }, today, 'persian')).toEqual({ measure: 'sales', by: 'seller' });
  });
});
