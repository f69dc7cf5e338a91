import { describe, expect, it } from 'vitest';
import { isoOf, calendarDay, rangeOf } from './calendarDays.ts';

describe('the days that a calendar shows', () => {
  it('are those of whole weeks around the month, from Saturday in the Persian calendar, from Monday in the Gregorian', () => {
    // 1 to 30 Azar 1405 are 22 November to 21 December 2026, a Sunday and a Monday.
    expect(rangeOf('2026-12-01', 'month', { language: 'fa', calendar: 'persian' })).toEqual({
      from: '2026-11-21',
      to: '2026-12-25',
    });
    expect(rangeOf('2026-12-01', 'month', { language: 'en', calendar: 'gregory' })).toEqual({
      from: '2026-11-30',
      to: '2027-01-03',
    });
  });

  it('are a week, or the day itself', () => {
    expect(rangeOf('2026-11-25', 'week', { language: 'en', calendar: 'persian' })).toEqual({
      from: '2026-11-21',
      to: '2026-11-27',
    });
    expect(rangeOf('2026-11-25', 'day', { language: 'fa', calendar: 'gregory' })).toEqual({
      from: '2026-11-25',
      to: '2026-11-25',
    });
  });

  it('come back as they are stored, also the last of a leap year', () => {
    expect(isoOf(calendarDay('2025-03-20', 'persian'))).toBe('2025-03-20');
    expect(calendarDay('2025-03-20', 'persian')).toMatchObject({ year: 1403, month: 12, day: 30 });
  });
});
