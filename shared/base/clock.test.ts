import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  createManualClock,
  instantFromMilliseconds,
  instantToMilliseconds,
  isInstant,
  isIsoDate,
  isoDateFromInstant,
} from './clock.ts';

const YEAR_0 = Date.UTC(2000, 0, 1) - 730_485 * 86_400_000;
const LAST_MILLISECOND = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
const anyMillisecond = fc.integer({ min: YEAR_0, max: LAST_MILLISECOND });

describe('manual clock', () => {
  it('moves only when told to, backwards too', () => {
    const clock = createManualClock(1_000);
    expect(clock.now()).toBe(1_000);
    clock.advance(500);
    expect(clock.now()).toBe(1_500);
    clock.set(200);
    expect(clock.now()).toBe(200);
  });
});

describe('instants', () => {
  it('lose nothing on the way to text and back', () => {
    fc.assert(
      fc.property(anyMillisecond, (milliseconds) => {
        const instant = instantFromMilliseconds(milliseconds);
        expect(isInstant(instant)).toBe(true);
        expect(instantToMilliseconds(instant)).toBe(milliseconds);
      }),
    );
  });

  it('sort as text in the order of time', () => {
    fc.assert(
      fc.property(anyMillisecond, anyMillisecond, (left, right) => {
        expect(instantFromMilliseconds(left) < instantFromMilliseconds(right)).toBe(left < right);
      }),
    );
  });

  it.each([LAST_MILLISECOND + 1, YEAR_0 - 1, Number.NaN, Number.POSITIVE_INFINITY, 0.5])(
    'are refused for %s',
    (value) => {
      expect(() => instantFromMilliseconds(value)).toThrow('invalid_input');
    },
  );

  it.each([
    '2026-11-21',
    '2026-11-21T10:00:00Z',
    '2026-11-21T10:00:00.000+03:30',
    '2026-02-29T10:00:00.000Z',
    '2026-11-21T24:00:00.000Z',
    '2026-11-21T10:00:00.000Z ',
    '',
    null,
    5,
  ])('have one form: not %j', (candidate) => {
    expect(isInstant(candidate)).toBe(false);
  });

  it('cannot be read from text in another form', () => {
    expect(() => instantToMilliseconds('2026-11-21')).toThrow('invalid_input');
  });
});

describe('days', () => {
  it.each(['2026-13-01', '2026-02-29', '2026-00-10', '2026-1-1', '20261121', '2026-11-21T00:00:00.000Z', 20261121])(
    'have one form: not %j',
    (candidate) => {
      expect(isIsoDate(candidate)).toBe(false);
    },
  );

  it('know leap years', () => {
    expect(isIsoDate('2024-02-29')).toBe(true);
    expect(isIsoDate('1900-02-29')).toBe(false);
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2023-02-28', 1)).toBe('2023-03-01');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  it('are added without loss, whatever summer time does', () => {
    fc.assert(
      fc.property(anyMillisecond, fc.integer({ min: -3_000_000, max: 3_000_000 }), (milliseconds, days) => {
        const start = instantFromMilliseconds(milliseconds).slice(0, 10);
        const target = Date.parse(start) + days * 86_400_000;
        fc.pre(target >= YEAR_0 && target <= LAST_MILLISECOND);
        expect(addDays(addDays(start, days), -days)).toBe(start);
      }),
    );
  });

  it('refuse what is not a day or a whole number of them', () => {
    expect(() => addDays('2026-02-30', 1)).toThrow('invalid_input');
    expect(() => addDays('2026-02-03', 0.5)).toThrow('invalid_input');
    expect(() => addDays('9999-12-31', 1)).toThrow('invalid_input');
  });

  it('are those of the time zone', () => {
    expect(isoDateFromInstant('2026-11-21T20:29:59.999Z', 'Asia/Tehran')).toBe('2026-11-21');
    expect(isoDateFromInstant('2026-11-21T20:30:00.000Z', 'Asia/Tehran')).toBe('2026-11-22');
    expect(isoDateFromInstant('2026-11-21T20:30:00.000Z', 'UTC')).toBe('2026-11-21');
    expect(isoDateFromInstant('2026-01-01T04:00:00.000Z', 'America/New_York')).toBe('2025-12-31');
    expect(isoDateFromInstant('0987-01-01T04:00:00.000Z', 'UTC')).toBe('0987-01-01');
  });

  it('follow a summer time that Iran has given up: 2021 had it, 2026 has not', () => {
    expect(isoDateFromInstant('2021-07-01T19:30:00.000Z', 'Asia/Tehran')).toBe('2021-07-02');
    expect(isoDateFromInstant('2026-07-01T19:30:00.000Z', 'Asia/Tehran')).toBe('2026-07-01');
  });

  it('agree with the instant itself in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: LAST_MILLISECOND }), (milliseconds) => {
        const instant = instantFromMilliseconds(milliseconds);
        expect(isoDateFromInstant(instant, 'UTC')).toBe(instant.slice(0, 10));
      }),
    );
  });

  it('refuse an unknown zone', () => {
    expect(() => isoDateFromInstant('2026-11-21T20:30:00.000Z', 'Asia/Nowhere')).toThrow('invalid_input');
  });
});
