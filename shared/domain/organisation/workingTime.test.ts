import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isoDateFromInstant } from '../../base/clock.ts';
import { afterWorking, holidayOn, workedBetween, workingTimeOf, type WorkingTime } from './workingTime.ts';

const HOUR = 3_600_000;
/** Tehran has no summer time any more; the others have, in both halves of the earth. */
const ZONES = ['Asia/Tehran', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'];
const START = Date.parse('2026-01-01T00:00:00.000Z');
const dayOf = (days: number): string => new Date(START + days * 24 * HOUR).toISOString().slice(0, 10);
const timeOf = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const working: fc.Arbitrary<WorkingTime> = fc.record({
  hours: fc.record({
    zone: fc.constantFrom(...ZONES),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    from: fc.integer({ min: 0, max: 24 * 4 - 1 }).map((quarter) => timeOf(quarter * 15)),
    to: fc.integer({ min: 0, max: 24 * 4 - 1 }).map((quarter) => timeOf(quarter * 15)),
  }),
  closedOn: fc
    .uniqueArray(fc.integer({ min: 0, max: 365 }), { maxLength: 25 })
    .map((days): ReadonlySet<string> => new Set(days.map(dayOf))),
});
const instant = fc.integer({ min: 0, max: 364 * 24 * 60 }).map((minutes) => START + minutes * 60_000);
const length = fc.integer({ min: 1, max: 60 * 60 }).map((minutes) => minutes * 60_000);
const RUNS = { numRuns: 60 };

describe('the time that a company works', () => {
  it('runs forwards: more work, or work begun later, is never done sooner', () => {
    fc.assert(
      fc.property(working, instant, length, length, (time, at, much, more) => {
        const done = afterWorking(time, at, much) ?? 0;
        expect(done).toBeGreaterThanOrEqual(at + much);
        expect(afterWorking(time, at, much + more) ?? 0).toBeGreaterThanOrEqual(done + more);
        expect(afterWorking(time, at + more, much) ?? 0).toBeGreaterThanOrEqual(done);
      }),
      RUNS,
    );
  });

  it('counts back what it counted forth', () => {
    fc.assert(
      fc.property(working, instant, length, (time, at, much) => {
        expect(workedBetween(time, at, afterWorking(time, at, much) ?? 0)).toBe(much);
      }),
      RUNS,
    );
  });

  it('adds up, wherever it is cut', () => {
    fc.assert(
      fc.property(working, instant, length, length, (time, at, first, second) => {
        const [middle, end] = [at + first, at + first + second];
        expect(workedBetween(time, at, middle) + workedBetween(time, middle, end)).toBe(workedBetween(time, at, end));
      }),
      RUNS,
    );
  });

  it('leaves out holidays: with one more nothing is done sooner, and nothing is done on one', () => {
    fc.assert(
      fc.property(working, instant, length, fc.integer({ min: 0, max: 365 }), (time, at, much, day) => {
        const closed = { ...time, closedOn: new Set([...time.closedOn, dayOf(day)]) };
        const done = afterWorking(closed, at, much) ?? 0;
        expect(done).toBeGreaterThanOrEqual(afterWorking(time, at, much) ?? 0);
        const { zone, from, to } = time.hours;
        // Work that began on the evening before runs over midnight.
        if (to <= from) return;
        const on = isoDateFromInstant(new Date(done - 1).toISOString(), zone);
        expect(closed.closedOn.has(on)).toBe(false);
      }),
      RUNS,
    );
  });

  it('knows no hour twice and misses none where nobody set any, whatever the clocks do', () => {
    for (const zone of ZONES) {
      const time = workingTimeOf({ holidays: [{ on: '2030-01-01', name: 'x' }] }, zone);
      expect(afterWorking(time, START, 365 * 24 * HOUR)).toBe(START + 365 * 24 * HOUR);
    }
  });

  it('is all the time where there is nothing to reckon with, and ends where a holiday begins at midnight of the place', () => {
    expect(workingTimeOf({}, 'Asia/Tehran')).toBeNull();
    expect(afterWorking(null, START, HOUR)).toBe(START + HOUR);
    expect(workedBetween(null, START, START - HOUR)).toBe(0);
    const holidays = [{ on: '2026-01-02', name: 'x' }];
    const time = workingTimeOf({ holidays }, 'Asia/Tehran');
    // Half past three hours before UTC's.
    expect(afterWorking(time, START, 20.5 * HOUR + 60_000)).toBe(START + 44.5 * HOUR + 60_000);
    expect(holidayOn({ holidays }, '2026-01-02')?.name).toBe('x');
    expect(holidayOn({ holidays }, '2026-01-03')).toBeNull();
  });

  it('never ends for a company that is closed on every day of two years', () => {
    const days = Array.from({ length: 900 }, (_, day) => ({ on: dayOf(day), name: 'x' }));
    expect(afterWorking(workingTimeOf({ holidays: days }, 'UTC'), START + HOUR, HOUR)).toBeNull();
  });
});
