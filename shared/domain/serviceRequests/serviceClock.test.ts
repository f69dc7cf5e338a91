import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { afterWorking, workedBetween, type WorkingTime } from '../organisation/workingTime.ts';
import { dueInstant, serviceClock, warningInstant } from './serviceClock.ts';

const HOURS = { zone: 'Asia/Tehran', weekdays: [6, 7, 1, 2, 3], from: '08:00', to: '16:00' };
const TEHRAN: WorkingTime = { hours: HOURS, closedOn: new Set() };
const closedOn = (...days: string[]): WorkingTime => ({ ...TEHRAN, closedOn: new Set(days) });

describe('by when somebody must be there', () => {
  it.each([
    // 11:30 in Tehran on a Sunday.
    ['2026-11-22T08:00:00.000Z', 4, null, '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T08:00:00.000Z', 4, TEHRAN, '2026-11-22T12:00:00.000Z'],
    // Four and a half hours are left of that day.
    ['2026-11-22T08:00:00.000Z', 8, TEHRAN, '2026-11-23T08:00:00.000Z'],
    // On Wednesday evening: Thursday and Friday do not count, Saturday does.
    ['2026-11-25T18:00:00.000Z', 2, TEHRAN, '2026-11-28T06:30:00.000Z'],
    ['2026-11-25T18:00:00.000Z', 0, TEHRAN, '2026-11-28T04:30:00.000Z'],
    // Saturday is a holiday besides, and then Nowruz: ten days in a row without work.
    ['2026-11-25T18:00:00.000Z', 2, closedOn('2026-11-28'), '2026-11-29T06:30:00.000Z'],
    [
      '2026-03-18T11:30:00.000Z',
      2,
      closedOn('2026-03-20', '2026-03-21', '2026-03-22', '2026-03-23', '2026-03-24', '2026-03-25'),
      '2026-03-28T05:30:00.000Z',
    ],
    // A holiday in the middle of a promise; one behind its end changes nothing.
    ['2026-11-22T08:00:00.000Z', 8, closedOn('2026-11-23'), '2026-11-24T08:00:00.000Z'],
    ['2026-11-22T08:00:00.000Z', 4, closedOn('2026-11-23'), '2026-11-22T12:00:00.000Z'],
    // It comes in on a holiday.
    ['2026-11-22T08:00:00.000Z', 4, closedOn('2026-11-22'), '2026-11-23T08:30:00.000Z'],
    // Around the clock, but for the holiday, of which midnight is where the company is.
    [
      '2026-11-22T08:00:00.000Z',
      24,
      {
        hours: { ...HOURS, weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' },
        closedOn: new Set(['2026-11-23']),
      },
      '2026-11-24T08:00:00.000Z',
    ],
  ])('%s and %d hours: %s', (receivedAt, hours, working, due) => {
    expect(dueInstant(receivedAt, hours, working)).toBe(due);
  });

  it('is never where nobody ever works', () => {
    expect(dueInstant('2026-11-22T08:00:00.000Z', 1, { ...TEHRAN, hours: { ...HOURS, weekdays: [] } })).toBeNull();
  });

  it('comes later with every hour, and never before as many hours have passed', () => {
    const received = Date.parse('2026-11-22T08:00:00.000Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7 * 24 * 60 }), fc.integer({ min: 0, max: 200 }), (minutes, hours) => {
        const at = new Date(received + minutes * 60_000).toISOString();
        const [due, later] = [dueInstant(at, hours, TEHRAN) ?? '', dueInstant(at, hours + 1, TEHRAN) ?? ''];
        expect(Date.parse(due)).toBeGreaterThanOrEqual(Date.parse(at) + hours * 3_600_000);
        expect(later > due).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('when those who answer for a promise are told', () => {
  const promise = (receivedAt: string, dueAt: string): RecordBody => ({ state: 'assigned', receivedAt, dueAt });

  it.each([
    // Eight hours of work, to the next day at 11:30: an hour before.
    ['2026-11-22T08:00:00.000Z', '2026-11-23T08:00:00.000Z', TEHRAN, 60, '2026-11-23T07:00:00.000Z'],
    // An hour of work before 08:30 in the morning is 15:30 on the evening before, which is not the day before where that is a holiday.
    ['2026-11-22T08:00:00.000Z', '2026-11-23T05:00:00.000Z', TEHRAN, 60, '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T08:00:00.000Z', '2026-11-24T05:00:00.000Z', closedOn('2026-11-23'), 60, '2026-11-22T12:00:00.000Z'],
    // Two hours: a quarter is half an hour.
    ['2026-11-22T08:00:00.000Z', '2026-11-22T10:00:00.000Z', TEHRAN, 60, '2026-11-22T09:30:00.000Z'],
    ['2026-11-22T08:00:00.000Z', '2026-11-22T18:00:00.000Z', null, 120, '2026-11-22T16:00:00.000Z'],
    // Given by hand for a Friday: nobody works in between.
    ['2026-11-26T08:00:00.000Z', '2026-11-27T08:00:00.000Z', TEHRAN, 60, '2026-11-27T07:00:00.000Z'],
    // Due when it came in.
    ['2026-11-22T08:00:00.000Z', '2026-11-22T08:00:00.000Z', TEHRAN, 60, '2026-11-22T08:00:00.000Z'],
    ['2026-11-22T08:00:00.000Z', '2026-11-22T18:00:00.000Z', TEHRAN, 0, null],
  ])('%s, due %s: told at %5$s', (receivedAt, dueAt, working, minutes, told) => {
    expect(warningInstant(promise(receivedAt, dueAt), working, minutes)).toBe(told);
  });

  it('is the same however long ago the request came in, and is not reckoned from there', () => {
    let asked = 0;
    class Counted extends Set<string> {
      override has(day: string): boolean {
        asked += 1;
        return super.has(day);
      }
    }
    const holidays = new Counted(['2026-11-22']);
    const told = warningInstant(
      promise('1971-01-01T08:00:00.000Z', '2026-11-23T05:00:00.000Z'),
      { hours: HOURS, closedOn: holidays },
      60,
    );
    expect(told).toBe('2026-11-21T12:00:00.000Z');
    // Ten days for each stretch of work that it looks at.
    expect(asked).toBeLessThan(1_000);
  });

  it('is reckoned as over the whole of the promise', () => {
    const begin = Date.parse('2026-03-01T00:00:00.000Z');
    const days = fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 60 * 24 * 60 }),
        fc.integer({ min: 1, max: 150 * 24 * 60 }),
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom([6, 7, 1, 2, 3], [3], [1, 2, 3, 4, 5, 6, 7]),
        days,
        (received, length, minutes, weekdays, closed) => {
          const [from, due] = [begin + received * 60_000, begin + (received + length) * 60_000];
          const working: WorkingTime = {
            hours: { ...HOURS, weekdays: [...weekdays] },
            closedOn: new Set(closed.map((day) => new Date(begin + day * 86_400_000).toISOString().slice(0, 10))),
          };
          const worked = workedBetween(working, from, due);
          const whole = worked === 0 ? due - from : worked;
          const left = Math.floor(whole - Math.min(minutes * 60_000, whole / 4));
          const told = afterWorking(worked === 0 ? null : working, from, left) ?? due;
          expect(
            warningInstant(promise(new Date(from).toISOString(), new Date(due).toISOString()), working, minutes),
          ).toBe(new Date(Math.min(told, due)).toISOString());
        },
      ),
    );
  });

  it('is nobody where nothing was promised', () => {
    expect(warningInstant({ state: 'inquiry', receivedAt: '2026-11-22T08:00:00.000Z' }, TEHRAN, 60)).toBeNull();
  });
});

describe('the clock of a request', () => {
  const request: RecordBody = {
    state: 'assigned',
    receivedAt: '2026-11-22T08:00:00.000Z',
    dueAt: '2026-11-22T16:00:00.000Z',
  };
  const at = (time: string) => `2026-11-22T${time}:00.000Z`;
  const started = { workTimes: [{ id: 'w', order: 'a0', startedAt: at('12:00') }] };

  it.each([
    [request, at('10:00'), 'running', 360],
    [request, at('14:30'), 'soon', 90],
    [request, at('17:00'), 'overdue', 60],
    [{ ...request, ...started }, at('23:00'), 'met', 240],
    [{ ...request, ...started, dueAt: at('11:00') }, at('23:00'), 'late', 60],
    [{ ...request, state: 'cancelled' }, at('23:00'), 'off', 0],
    [{ ...request, dueAt: undefined }, at('23:00'), 'none', 0],
    // Answered on the phone: closed without anybody going there.
    [
      { ...request, state: 'closed', stateHistory: [{ id: 's', order: 'a0', state: 'closed', at: at('15:00') }] },
      at('23:00'),
      'met',
      60,
    ],
  ])('%j at %s is %s, %d', (body, now, state, minutes) => {
    expect(serviceClock(body as RecordBody, now)).toMatchObject({ state, minutes });
  });
});
