import { describe, expect, it } from 'vitest';
import { addDays } from '../base/clock.ts';
import { monthOfDay, monthsBetween } from './months.ts';

describe('months', () => {
  it('are those of the calendar', () => {
    expect(monthOfDay('2026-03-25', 'persian')).toEqual({ from: '2026-03-21', to: '2026-04-20' });
    expect(monthOfDay('2026-03-25', 'gregory')).toEqual({ from: '2026-03-01', to: '2026-03-31' });
    // The last month of a leap year has thirty days.
    expect(monthOfDay('2025-03-20', 'persian')).toEqual({ from: '2025-02-19', to: '2025-03-20' });
    expect(monthOfDay('2028-02-29', 'gregory')).toEqual({ from: '2028-02-01', to: '2028-02-29' });
  });

  it.each(['persian', 'gregory'] as const)('of the %s calendar follow upon each other without a gap', (calendar) => {
    const months = monthsBetween('2019-01-15', '2031-12-02', calendar, 1_000);
    expect(months[0]?.from).toBe(monthOfDay('2019-01-15', calendar).from);
    expect(months.at(-1)?.to).toBe(monthOfDay('2031-12-02', calendar).to);
    expect(months.slice(1).map(({ from }) => from)).toEqual(months.slice(0, -1).map(({ to }) => addDays(to, 1)));
    expect(months).toHaveLength(156);
  });

  it('of a long time are the last ones, and of none there are none', () => {
    expect(monthsBetween('0001-01-01', '2026-03-25', 'gregory', 3).map(({ from }) => from)).toEqual([
      '2026-01-01',
      '2026-02-01',
      '2026-03-01',
    ]);
    expect(monthsBetween('2026-05-01', '2026-03-25', 'gregory', 3)).toEqual([]);
  });
});
