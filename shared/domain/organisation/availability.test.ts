import { describe, expect, it } from 'vitest';
import { awayUntil, unavailableOn } from './availability.ts';

const HOURS = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' };
const SETTINGS = { workingHours: HOURS, holidays: [{ on: '2026-11-24', name: 'عید' }] };
const away = (...spans: (readonly [string, string])[]) => ({
  daysAway: spans.map(([from, to], index) => ({ id: `a${index}`, order: `a${index}`, from, to })),
});
/** Noon of a Saturday in Tehran. */
const NOON = '2026-11-21T08:30:00.000Z';

describe('somebody on a day', () => {
  it.each([
    ['is there', {}, '2026-11-21', NOON, null],
    ['is away', away(['2026-11-20', '2026-11-22']), '2026-11-21', NOON, { why: 'away', until: '2026-11-22' }],
    [
      'is away on a holiday too, which is said first',
      away(['2026-11-24', '2026-11-24']),
      '2026-11-24',
      NOON,
      { why: 'away', until: '2026-11-24' },
    ],
    ['has a holiday', {}, '2026-11-24', NOON, { why: 'holiday', name: 'عید' }],
    ['does not work on a Thursday', {}, '2026-11-26', NOON, { why: 'dayOff' }],
    ['has not begun', {}, '2026-11-21', '2026-11-21T02:00:00.000Z', null],
    ['has gone home', {}, '2026-11-21', '2026-11-21T13:00:00.000Z', { why: 'over', at: '16:00' }],
    ['has gone home today, and is there tomorrow', {}, '2026-11-22', '2026-11-21T13:00:00.000Z', null],
    [
      'works longer than the company',
      { workingHours: { ...HOURS, to: '20:00' } },
      '2026-11-21',
      '2026-11-21T13:00:00.000Z',
      null,
    ],
    [
      'works on a Thursday, where the company does not',
      { workingHours: { ...HOURS, weekdays: [4] } },
      '2026-11-26',
      NOON,
      null,
    ],
    [
      'has hours that cannot be read: the company’s count',
      { workingHours: { from: 'x' } },
      '2026-11-26',
      NOON,
      { why: 'dayOff' },
    ],
    [
      'works over midnight',
      { workingHours: { ...HOURS, from: '22:00', to: '06:00' } },
      '2026-11-21',
      '2026-11-21T22:00:00.000Z',
      null,
    ],
  ])('%s', (_what, person, on, now, said) => {
    expect(unavailableOn(person, SETTINGS, on, now)).toEqual(said);
  });

  it('is there at all hours where nobody set any', () => {
    expect(unavailableOn({}, {}, '2026-11-27', '2026-11-27T22:00:00.000Z')).toBeNull();
  });

  it('is away until the end of absences that touch', () => {
    const person = away(['2026-11-25', '2026-11-30'], ['2026-11-20', '2026-11-24'], ['2026-12-02', '2026-12-03']);
    expect(['2026-11-19', '2026-11-20', '2026-12-01', '2026-12-02'].map((on) => awayUntil(person, on))).toEqual([
      null,
      '2026-11-30',
      null,
      '2026-12-03',
    ]);
  });

  it('is away for good where the end is the last day that a date can have', () => {
    expect(awayUntil(away(['2026-11-20', '9999-12-31']), '2026-11-21')).toBe('9999-12-31');
    const touching = away(['2026-11-20', '2026-11-24'], ['2026-11-25', '9999-12-31']);
    expect(unavailableOn(touching, SETTINGS, '2026-11-21', NOON)).toEqual({ why: 'away', until: '9999-12-31' });
  });
});
