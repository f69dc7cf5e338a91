import { describe, expect, it } from 'vitest';
import { solarHolidaysOf, solarYearOf } from './solarHolidays.ts';

describe('holidays of a solar year', () => {
  it('stand where Iran has them', () => {
    expect(solarHolidaysOf(1405).map(({ on, name }) => `${on} ${name}`)).toEqual([
      '2026-03-21 nowruz',
      '2026-03-22 nowruz',
      '2026-03-23 nowruz',
      '2026-03-24 nowruz',
      '2026-04-01 republic',
      '2026-04-02 nature',
      '2026-06-04 khomeini',
      '2026-06-05 khordad',
      '2027-02-11 revolution',
      '2027-03-20 oil',
    ]);
  });

  it('move by a day behind a leap year', () => {
    expect(solarHolidaysOf(1404)[0]?.on).toBe('2025-03-21');
    // 1403 had thirty days of Esfand.
    expect(solarHolidaysOf(1403).map(({ on }) => on)).toEqual(
      expect.arrayContaining(['2024-03-20', '2025-02-10', '2025-03-19']),
    );
  });

  it('know the year of a day', () => {
    expect([solarYearOf('2026-03-20'), solarYearOf('2026-03-21')]).toEqual([1404, 1405]);
  });
});
