import { describe, expect, it } from 'vitest';
import { allotmentPeriods } from './allotments.ts';

const kept = (from: string, to: string) => ({ body: { from, to } });

describe('the days of allotments', () => {
  it('belong together where they meet; what is over long ago has nothing to do with what runs', () => {
    const [spring, may, june, later] = [
      kept('2026-03-01', '2026-05-10'),
      kept('2026-04-01', '2026-04-30'),
      kept('2026-05-10', '2026-06-30'),
      kept('2026-07-01', '2026-07-31'),
    ];
    expect(allotmentPeriods([later, june, spring, may])).toEqual([
      { from: '2026-03-01', to: '2026-06-30', allotments: [spring, may, june] },
      { from: '2026-07-01', to: '2026-07-31', allotments: [later] },
    ]);
    expect(allotmentPeriods([])).toEqual([]);
  });
});
