import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayLater, daysLater, sameHourOn, withTimesAlong } from './plannedTimes.ts';

const TEHRAN = 'Asia/Tehran';
const BERLIN = 'Europe/Berlin';
const TASK = {
  subject: 'گزارش',
  plannedAt: '2026-11-21T05:30:00.000Z',
  remindAt: '2026-11-21T05:00:00.000Z',
  dueOn: '2026-11-23',
};

describe('what is planned for another time', () => {
  it('keeps the hour of the clock where clocks are set meanwhile', () => {
    // Summer time in Berlin ends on 25 October 2026.
    expect(sameHourOn('2026-10-24T07:00:00.000Z', '2026-10-26', BERLIN)).toBe('2026-10-26T08:00:00.000Z');
    expect(sameHourOn('2026-10-26T08:00:00.000Z', '2026-10-24', BERLIN)).toBe('2026-10-24T07:00:00.000Z');
    expect(sameHourOn('2026-11-21T21:00:00.000Z', '2026-11-24', TEHRAN)).toBe('2026-11-23T21:00:00.000Z');
  });

  it('takes its reminder and its last day along, to another day and to another hour', () => {
    const onDay = { ...TASK, plannedAt: '2026-11-24T05:30:00.000Z' };
    expect(withTimesAlong(TASK, onDay, TEHRAN)).toEqual({
      ...onDay,
      remindAt: '2026-11-24T05:00:00.000Z',
      dueOn: '2026-11-26',
    });
    const atHour = { ...TASK, plannedAt: '2026-11-21T09:45:00.000Z' };
    expect(withTimesAlong(TASK, atHour, TEHRAN)).toEqual({ ...atHour, remindAt: '2026-11-21T09:15:00.000Z' });
  });

  it('goes by whole days where no hour is agreed, and has none to take along where it has none', () => {
    const anyTime = { ...TASK, plannedAt: '2026-11-23T04:30:00.000Z', anyTime: true };
    expect(withTimesAlong(TASK, anyTime, TEHRAN)).toMatchObject({
      remindAt: '2026-11-23T05:00:00.000Z',
      dueOn: '2026-11-25',
    });
    expect(withTimesAlong({ plannedAt: TASK.plannedAt }, { plannedAt: anyTime.plannedAt }, TEHRAN)).toEqual({
      plannedAt: anyTime.plannedAt,
    });
    expect(withTimesAlong({ ...TASK, plannedAt: undefined as never }, anyTime, TEHRAN)).toBe(anyTime);
  });

  it('put back is as it was', () => {
    const instant = fc
      .integer({ min: Date.parse('2026-01-01'), max: Date.parse('2027-12-31') })
      // At noon to the minute: hours that a clock leaves out or shows twice have no way back.
      .map(
        (time) => `${new Date(time).toISOString().slice(0, 10)}T1${new Date(time).toISOString().slice(12, 16)}:00.000Z`,
      );
    fc.assert(
      fc.property(
        instant,
        instant,
        instant,
        fc.boolean(),
        fc.constantFrom(TEHRAN, BERLIN, 'America/Los_Angeles'),
        (plannedAt, to, remindAt, anyTime, zone) => {
          const before = { plannedAt, remindAt, dueOn: remindAt.slice(0, 10) };
          const moved = withTimesAlong(before, { ...before, plannedAt: to, anyTime }, zone);
          expect(withTimesAlong(moved, { ...moved, plannedAt, anyTime: false }, zone)).toEqual({
            ...before,
            anyTime: false,
          });
        },
      ),
    );
  });

  it('lies behind no calendar', () => {
    expect([dayLater('9999-12-30', 1), dayLater('9999-12-30', 2), dayLater('2026-11-21', -3)]).toEqual([
      '9999-12-31',
      '9999-12-31',
      '2026-11-18',
    ]);
    expect(daysLater('9999-12-30T05:30:00.000Z', 7, TEHRAN)).toBe('9999-12-31T05:30:00.000Z');
  });
});
