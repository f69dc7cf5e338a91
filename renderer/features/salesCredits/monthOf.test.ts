import { describe, expect, it } from 'vitest';
import { monthOf } from './monthOf.ts';

describe('the month of a day', () => {
  it.each([
    ['2026-11-22', 'persian', { from: '2026-11-22', to: '2026-12-21', year: 1405, month: 9 }],
    ['2026-11-21', 'persian', { from: '2026-10-23', to: '2026-11-21', year: 1405, month: 8 }],
    ['2026-11-22', 'gregory', { from: '2026-11-01', to: '2026-11-30', year: 2026, month: 11 }],
    // Esfand of a leap year has thirty days.
    ['2025-03-20', 'persian', { from: '2025-02-19', to: '2025-03-20', year: 1403, month: 12 }],
    ['2025-03-21', 'persian', { from: '2025-03-21', to: '2025-04-20', year: 1404, month: 1 }],
    ['2024-02-10', 'gregory', { from: '2024-02-01', to: '2024-02-29', year: 2024, month: 2 }],
  ] as const)('%s, %s', (day, calendar, month) => {
    expect(monthOf(day, calendar)).toEqual(month);
  });
});
