import { describe, expect, it } from 'vitest';
import { expectedTimes, lengthLeft, orderOfDay, type OrderedVisit } from './dayOrder.ts';

/** Stops along one street, from west to east. */
const visit = (id: string, east: number | null, more: Partial<OrderedVisit> = {}): OrderedVisit => ({
  id,
  name: id,
  position: east === null ? null : { latitude: 35_700_000, longitude: 51_400_000 + east * 1_000 },
  state: 'planned',
  agreedAt: null,
  happenedAt: null,
  routeOrder: null,
  ...more,
});
const at = (time: string): string => `2026-11-21T${time}:00.000Z`;
const idsOf = (order: readonly OrderedVisit[]): string[] => order.map(({ id }) => id);

describe('the order of a day', () => {
  it('is what was done as it happened, where one is now, and then what is nearest', () => {
    const visits = [
      visit('far', 9),
      visit('near', 5, { state: 'due' }),
      visit('second', 3, { state: 'done', happenedAt: at('07:00') }),
      visit('now', 4, { state: 'here', happenedAt: at('08:00') }),
      visit('first', 8, { state: 'done', happenedAt: at('05:30') }),
      visit('nowhere', null),
    ];
    const order = orderOfDay(visits);
    expect(idsOf(order)).toEqual(['first', 'second', 'now', 'near', 'far', 'nowhere']);
    expect(lengthLeft(order)).toBeCloseTo(5 * 90.3, -1);
  });

  it('keeps an order that was made by hand, and puts others where they fit', () => {
    const visits = [
      visit('b', 2, { routeOrder: 'a1' }),
      visit('a', 8, { routeOrder: 'a0' }),
      visit('between', 5, { state: 'due' }),
      visit('behind', 1),
    ];
    expect(idsOf(orderOfDay(visits))).toEqual(['a', 'between', 'b', 'behind']);
  });

  it('keeps agreed times in time, also among those put by hand', () => {
    const visits = [
      visit('late', 1, { agreedAt: at('11:00') }),
      visit('early', 9, { agreedAt: at('06:00') }),
      visit('noon', 4, { agreedAt: at('09:00'), routeOrder: 'a0' }),
      visit('then', 5, { routeOrder: 'a1' }),
    ];
    expect(idsOf(orderOfDay(visits))).toEqual(['early', 'noon', 'then', 'late']);
  });
});

describe('the time at which one may be expected', () => {
  it('runs from one visit to the next, waits for what is agreed, and counts the one that goes on', () => {
    const order = [
      visit('done', 1, { state: 'done', happenedAt: at('05:00') }),
      visit('now', 2, { state: 'here', happenedAt: at('06:00') }),
      visit('next', 3),
      visit('agreed', 4, { agreedAt: at('09:00') }),
      visit('last', 5),
    ];
    const times = expectedTimes(order, { from: at('06:00'), visitMinutes: 45 });
    expect([...times]).toEqual([
      ['next', at('06:45')],
      ['agreed', at('09:00')],
      ['last', at('09:45')],
    ]);
  });
});
