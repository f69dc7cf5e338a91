import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, isoDateFromInstant, type IsoDate } from '../../base/clock.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { daysBetween, weekdayOf } from './dueVisits.ts';
import { dayOfMonth, nextSlot, repeatField, ruleMovedTo, slotsBetween, weekdaysOf, type Repeat } from './repeat.ts';
import { nextTask, nextTaskId } from './repeatedTask.ts';
import { WEEKDAYS } from './visitPlan.ts';

/** What the system's own calendar says, which draws every date that people see: no part of the reckoning under test. */
function partsOf(day: IsoDate, calendar: 'persian' | 'gregory') {
  const format = new Intl.DateTimeFormat(`en-u-ca-${calendar}-nu-latn`, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const parts = Object.fromEntries(format.formatToParts(new Date(day)).map(({ type, value }) => [type, Number(value)]));
  return { months: (parts['year'] ?? 0) * 12 + (parts['month'] ?? 0), day: parts['day'] ?? 0 };
}
const lastDayOf = (day: IsoDate, calendar: 'persian' | 'gregory'): boolean =>
  partsOf(addDays(day, 1), calendar).day === 1;

const slot = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('1990-01-01', days));
const calendar = fc.constantFrom('persian' as const, 'gregory' as const);
const every = fc.integer({ min: 1, max: 99 });
const rules: fc.Arbitrary<Repeat> = fc.oneof(
  fc.record({ every, unit: fc.constant('day' as const), calendar, slot }),
  fc.record({ every, unit: fc.constant('week' as const), calendar, slot, weekdays: fc.subarray([...WEEKDAYS]) }),
  fc.record({
    every,
    unit: fc.constant('month' as const),
    calendar,
    slot,
    monthDay: fc.integer({ min: 1, max: 31 }),
  }),
);

describe('the next slot of a rule', () => {
  it('of days is so many days later', () => {
    fc.assert(
      fc.property(slot, every, (from, days) => {
        const next = nextSlot({ every: days, unit: 'day', calendar: 'persian', slot: from });
        expect(daysBetween(from, next ?? '')).toBe(days);
      }),
    );
  });

  it('of weeks is on one of its days, in the same week or so many weeks later, with none passed over', () => {
    fc.assert(
      fc.property(
        slot,
        every,
        calendar,
        fc.subarray([...WEEKDAYS], { minLength: 1 }),
        (from, weeks, whose, weekdays) => {
          const next = nextSlot({ every: weeks, unit: 'week', calendar: whose, slot: from, weekdays }) ?? '';
          expect(weekdays).toContain(weekdayOf(next));
          const week = weekdaysOf(whose);
          const beginning = (day: IsoDate): IsoDate => addDays(day, -week.indexOf(weekdayOf(day)));
          const apart = daysBetween(beginning(from), beginning(next)) / 7;
          expect([0, weeks]).toContain(apart);
          const between = Array.from({ length: 7 }, (_, index) => addDays(from, index + 1)).filter(
            (day) => day < next && beginning(day) === beginning(from) && weekdays.includes(weekdayOf(day)),
          );
          expect(between).toEqual([]);
          const passedOver = Array.from({ length: apart === 0 ? 0 : 7 }, (_, index) =>
            addDays(beginning(next), index),
          ).filter((day) => day < next && weekdays.includes(weekdayOf(day)));
          expect(passedOver).toEqual([]);
        },
      ),
    );
  });

  it('of months is that day of the month so many months later, in either calendar; of a shorter month the last', () => {
    fc.assert(
      fc.property(slot, every, calendar, fc.integer({ min: 1, max: 31 }), (from, months, whose, monthDay) => {
        const next = nextSlot({ every: months, unit: 'month', calendar: whose, slot: from, monthDay }) ?? '';
        const [before, after] = [partsOf(from, whose), partsOf(next, whose)];
        expect(after.months - before.months).toBe(months);
        expect(after.day === monthDay || (after.day < monthDay && lastDayOf(next, whose))).toBe(true);
      }),
    );
  });

  it('does not lose the 31st over a short month: the last of Mehr, then of Aban, then the 31st of Farvardin', () => {
    // 31 Shahrivar 1405.
    const repeat: Repeat = { every: 1, unit: 'month', calendar: 'persian', slot: '2026-09-22', monthDay: 31 };
    const slots = slotsBetween(repeat, '2026-09-22', '2027-04-30');
    expect(slots.map((day) => dayOfMonth(day, 'persian'))).toEqual([30, 30, 30, 30, 30, 29, 31]);
  });

  it('is later, not before the earliest wanted, not behind the end, and the same one step at a time', () => {
    fc.assert(
      fc.property(rules, fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 }), (rule, ahead, end) => {
        const earliest = addDays(rule.slot, ahead);
        const until = addDays(rule.slot, end);
        const next = nextSlot({ ...rule, until }, earliest);
        let step: IsoDate | null = nextSlot({ ...rule, until });
        while (step !== null && step < earliest) step = nextSlot({ ...rule, slot: step, until });
        expect(next).toBe(step);
        expect(next === null || (next > rule.slot && next >= earliest && next <= until)).toBe(true);
      }),
    );
  });

  it('is found however long ago the rule began', () => {
    const from = (more: Partial<Repeat>) =>
      nextSlot({ every: 1, unit: 'day', calendar: 'persian', slot: '0001-01-01', ...more }, '2026-11-21');
    expect(from({})).toBe('2026-11-21');
    expect(weekdayOf(from({ unit: 'week', weekdays: ['tue', 'thu'] }) ?? '')).toBe('tue');
    expect(from({ slot: '2025-11-21', every: 7 })).toBe('2026-11-27');
    // Months of that long ago are no rule of anybody.
    expect(from({ unit: 'month', monthDay: 30 })).toBeNull();
    expect(from({ unit: 'month', monthDay: 30, slot: '1900-01-01' })).toBe('2026-11-21');
  });

  it('has an end for whatever a device may send', () => {
    fc.assert(
      fc.property(rules, (rule) => {
        expect(repeatField.safeParse(rule).success).toBe(true);
        expect(nextSlot({ ...rule, every: 1 }, '9000-01-01')).toBeNull();
      }),
      { numRuns: 5 },
    );
  });
});

describe('a rule that goes to another day', () => {
  it('takes the day of the week, or of the month, along', () => {
    const weekly: Repeat = {
      every: 1,
      unit: 'week',
      calendar: 'persian',
      slot: '2026-11-21',
      weekdays: ['sat', 'tue'],
    };
    expect(ruleMovedTo(weekly, '2026-11-22')).toEqual({ ...weekly, slot: '2026-11-22', weekdays: ['sun', 'tue'] });
    // 30 Aban to 5 Azar.
    const monthly: Repeat = { every: 1, unit: 'month', calendar: 'persian', slot: '2026-11-21', monthDay: 30 };
    expect(ruleMovedTo(monthly, '2026-11-26')).toEqual({ ...monthly, slot: '2026-11-26', monthDay: 5 });
  });
});

describe('the task that follows', () => {
  const ID = '00000000-0000-7000-8000-000000000001';
  const follows = (body: RecordBody, earliest: IsoDate, timeZone = 'Asia/Tehran') =>
    nextTask({ id: ID, body }, earliest, timeZone);
  const task = {
    subject: 'گزارش هفته',
    plannedAt: '2026-11-21T05:30:00.000Z',
    remindAt: '2026-11-20T14:30:00.000Z',
    dueOn: '2026-11-23',
    note: 'همه‌ی شعبه‌ها',
    unknownToThisVersion: { kept: true },
    happenedAt: '2026-11-21T07:00:00.000Z',
    outcome: 'done',
    source: { preset: 'p', table: 't', id: '1' },
    repeat: { every: 1, unit: 'week', calendar: 'persian', slot: '2026-11-21', alsoUnknown: 1 },
  };

  it('is the same a slot later, with nothing of what came of this one', () => {
    expect(follows(task, '2026-11-21')).toEqual({
      subject: 'گزارش هفته',
      plannedAt: '2026-11-28T05:30:00.000Z',
      remindAt: '2026-11-27T14:30:00.000Z',
      dueOn: '2026-11-30',
      note: 'همه‌ی شعبه‌ها',
      unknownToThisVersion: { kept: true },
      repeat: { ...task.repeat, slot: '2026-11-28', series: ID },
    });
  });

  it('stands at the same hour of the clock when clocks were set between', () => {
    const berlin = { ...task, plannedAt: '2026-10-24T07:00:00.000Z', repeat: { ...task.repeat, slot: '2026-10-24' } };
    expect(follows(berlin, '2026-10-24', 'Europe/Berlin')?.['plannedAt']).toBe('2026-10-31T08:00:00.000Z');
  });

  it('passes over slots that were missed, and one that was put off goes back to its day', () => {
    expect(follows(task, '2026-12-13')?.['plannedAt']).toBe('2026-12-19T05:30:00.000Z');
    const putOff = { ...task, plannedAt: '2026-11-24T05:30:00.000Z' };
    expect(follows(putOff, '2026-11-24')?.['plannedAt']).toBe('2026-11-28T05:30:00.000Z');
  });

  it('is none where the rule ended, or is of a form that nobody here knows', () => {
    const ended = { ...task, repeat: { ...task.repeat, until: '2026-11-27' } };
    expect(follows(ended, '2026-11-21')).toBeNull();
    expect(follows({ ...task, repeat: { unit: 'moon' } }, '2026-11-21')).toBeNull();
  });

  it('is of the series of this one, however far down', () => {
    const next = follows(task, '2026-11-21') ?? {};
    expect(nextTask({ id: nextTaskId(ID), body: next }, '2026-11-28', 'Asia/Tehran')).toMatchObject({
      repeat: { series: ID, slot: '2026-12-05' },
    });
  });

  it('has an id of its own that follows from the first', () => {
    expect(nextTaskId(ID)).toBe(nextTaskId(ID));
    expect(new Set([ID, nextTaskId(ID), nextTaskId(nextTaskId(ID))]).size).toBe(3);
  });

  it('falls on the days of its rule in the company’s zone', () => {
    fc.assert(
      fc.property(rules, fc.constantFrom('Asia/Tehran', 'Europe/Berlin', 'America/New_York'), (rule, timeZone) => {
        const plannedAt = `${rule.slot}T12:00:00.000Z`;
        const next = follows({ subject: 'x', plannedAt, repeat: { ...rule } as RecordBody }, rule.slot, timeZone);
        expect(isoDateFromInstant(textOf(next ?? {}, 'plannedAt') ?? '', timeZone)).toBe(nextSlot(rule));
      }),
    );
  });
});
