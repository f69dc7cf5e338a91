import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../base/clock.ts';
import type { RecordBody } from '../record.ts';
import { dueVisit, inOrderOfNeed, rhythmsOn, weekdayOf, type DueVisit, type VisitedCustomer } from './dueVisits.ts';

/** A Saturday. */
const TODAY = '2026-11-21';
const plan: RecordBody = {
  ownerId: 'p',
  subject: 'هفتگی',
  weekdays: ['sat', 'sun', 'mon', 'tue', 'wed'],
  everyDays: { A: 7, B: 14 },
  stops: [
    { id: '1', order: 'a0', customerId: 'daily', everyDays: 1 },
    { id: '2', order: 'a1', customerId: 'mondays', weekdays: ['mon'] },
    { id: '3', order: 'a2', customerId: 'named' },
  ],
  startsOn: '2026-10-01',
};
const customer = (customerId: string, className: string | null, lastVisitOn: string | null): VisitedCustomer => ({
  customerId,
  name: customerId,
  class: className,
  lastVisitOn,
});
const due = (visited: VisitedCustomer, on = TODAY, plans = [plan]): DueVisit | null =>
  dueVisit(rhythmsOn(plans, on), on, visited);

describe('a customer is due', () => {
  it.each([
    ['on the day on which the rhythm of the class is up', customer('x', 'A', '2026-11-14'), 0],
    ['and not the day before', customer('x', 'A', '2026-11-15'), undefined],
    ['later still when nobody went', customer('x', 'B', '2026-11-01'), 6],
    ['when nobody was ever there', customer('x', 'A', null), null],
    ['not in a class without a number', customer('x', 'C', null), undefined],
    ['not without a class', customer('x', null, null), undefined],
    ['by a rhythm of their own before that of the class', customer('daily', 'B', '2026-11-20'), 0],
    ['not on another day than theirs', customer('mondays', 'A', null), undefined],
    ['weekly where a plan names them and nothing says how often', customer('named', null, '2026-11-13'), 1],
  ])('%s', (_when, visited, lateDays) => {
    expect(due(visited)?.lateDays).toBe(lateDays);
  });

  it('on none of the days on which the plan sends nobody out', () => {
    const never = customer('x', 'A', null);
    expect(weekdayOf('2026-11-26')).toBe('thu');
    expect(due(never, '2026-11-26')).toBeNull();
    expect(due(never, '2026-09-28')).toBeNull();
    expect(due(never, TODAY, [{ ...plan, endsOn: '2026-11-20' }])).toBeNull();
  });

  it('by the more frequent of two plans', () => {
    const other: RecordBody = { ...plan, everyDays: { A: 3, B: 30 }, stops: [] };
    expect(due(customer('x', 'A', '2026-11-17'), TODAY, [plan, other])).toMatchObject({ everyDays: 3, lateDays: 1 });
    expect(due(customer('x', 'B', '2026-11-01'), TODAY, [plan, other])).toMatchObject({ everyDays: 14 });
    expect(due(customer('daily', 'B', '2026-11-20'), TODAY, [other, plan])).toMatchObject({ rule: 'customer' });
  });

  it('never within the rhythm after a visit, and always once it is up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 366 }), fc.integer({ min: 0, max: 800 }), (everyDays, ago) => {
        const daily: RecordBody = { ...plan, startsOn: '2020-01-01', everyDays: { A: everyDays }, stops: [] };
        const found = due(customer('x', 'A', addDays(TODAY, -ago)), TODAY, [daily]);
        expect(found?.lateDays ?? null).toBe(ago < everyDays ? null : ago - everyDays);
      }),
    );
  });
});

describe('the order of need', () => {
  it('weighs lateness by the rhythm, and puts the never visited behind the late', () => {
    const visits = [
      due(customer('never', 'A', null)),
      due(customer('monthly', 'B', '2026-10-31')),
      due(customer('weekly', 'A', '2026-11-07')),
      due(customer('first', 'A', null)),
    ].filter((visit) => visit !== null);
    expect(inOrderOfNeed(visits).map(({ customerId }) => customerId)).toEqual(['weekly', 'monthly', 'first', 'never']);
  });
});
