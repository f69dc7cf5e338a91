/** The day of one person, as windows see it: who is due, in which order, and what is done about it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DayList } from '../../../shared/contract/day.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, pumpOrder, signIn, START, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  // Along one street, from west to east: a, b, c, d; e stands nowhere.
  for (const [place, key] of ['a', 'b', 'c', 'd'].entries()) putCustomer(key, 'A', 51_400_000 + place * 10_000);
  putCustomer('e', 'B', null);
  company.server.put('activities', 'visitPlan', idOf('plan'), PLAN);
  window = await signIn(company);
});
afterEach(() => company.close());

/** Today is a Saturday, 10:30 where the company is. */
const NOW = new Date(START).toISOString();
const PLAN = {
  ownerId: idOf('ali'),
  subject: 'شمال',
  weekdays: ['sat', 'sun', 'mon', 'tue', 'wed'],
  everyDays: { A: 7, B: 30 },
  startsOn: '2026-01-01',
  startMinute: 8 * 60,
  visitMinutes: 30,
  visitsPerDay: 4,
};

function putCustomer(key: string, className: string, longitude: number | null): void {
  const position = longitude === null ? {} : { position: { latitude: 35_700_000, longitude } };
  company.server.put('customers', 'company', idOf(key), {
    name: key,
    stage: 'active',
    class: className,
    ownerId: idOf('ali'),
    addresses: [{ id: '1', order: 'a0', label: 'main', city: 'تهران', street: `کوچهٔ ${key}`, ...position }],
  });
}

const dayOf = (on = TODAY): Promise<DayList> => first(window.day.list({ on }));
const namesOf = ({ visits }: DayList): string[] => visits.map(({ name }) => name);
const subject = 'بازدید';
const due = (key: string) => ({ customerId: idOf(key) });
const bodyOf = async (id: string) => (await first(window.records.observe({ collection: 'activities', id })))?.body;
const visited = (key: string, happenedAt: string) =>
  window.activities.log({ kind: 'visit', body: { customerId: idOf(key), ownerId: idOf('ali'), subject, happenedAt } });

describe('a day on which nobody works', () => {
  const holidays = (...days: { on: string; name: string }[]) =>
    company.server.put('organisation', 'setting', idOf('holidays'), { key: 'holidays', value: days });
  const away = (from: string, to: string) =>
    company.server.put('organisation', 'person', idOf('ali'), {
      name: 'علی رضایی',
      role: 'rep',
      active: true,
      territoryIds: [idOf('north')],
      daysAway: [{ id: 'a', order: 'a0', from, to }],
    });

  it('proposes nobody and says why; what was planned stands, and can be done', async () => {
    holidays({ on: TODAY, name: 'عید' });
    await window.sync.now();
    expect(await dayOf()).toMatchObject({ closed: { why: 'holiday', name: 'عید' }, visits: [], moreDue: 0 });
    const { id } = await window.day.planVisit({ customerId: idOf('a'), on: TODAY, subject });
    expect(namesOf(await dayOf())).toEqual(['a']);
    await window.day.checkIn({ visit: { activityId: id }, subject });
    expect((await dayOf()).visits[0]).toMatchObject({ state: 'here' });
    expect((await dayOf('2026-11-22')).visits.length).toBeGreaterThan(0);
  });

  it('is also one on which its person is away, of which they say until when', async () => {
    away(TODAY, '2026-11-22');
    await window.sync.now();
    for (const on of [TODAY, '2026-11-22'])
      expect(await dayOf(on)).toMatchObject({ closed: { why: 'away', until: '2026-11-22' }, visits: [] });
    expect(await dayOf('2026-11-23')).toMatchObject({ closed: null });
    expect((await dayOf('2026-11-23')).visits.length).toBeGreaterThan(0);
  });
});

describe('the list of a day', () => {
  it('holds who is due by class and last visit, along a short way, as many as a day holds', async () => {
    await visited('a', '2026-11-16T08:00:00.000Z');
    await visited('c', '2026-11-01T08:00:00.000Z');
    const list = await dayOf();
    expect(namesOf(list)).toEqual(['b', 'c', 'd', 'e']);
    expect(list).toMatchObject({ on: TODAY, today: TODAY, isPlanned: true, moreDue: 0 });
    expect(list.visits[1]).toMatchObject({
      id: idOf('c'),
      activityId: null,
      state: 'due',
      rhythm: { rule: 'class', class: 'A', everyDays: 7, lateDays: 13 },
      lastVisitOn: '2026-11-01',
      city: 'تهران',
      street: 'کوچهٔ c',
      position: { latitude: 35_700_000, longitude: 51_420_000 },
      expectedAt: '2026-11-21T07:30:00.000Z',
    });
    expect(list.metresLeft).toBeGreaterThan(1_700);
  });

  it('says how many more are due than the day holds, and keeps the most urgent', async () => {
    await visited('d', '2026-11-13T08:00:00.000Z');
    const list = await dayOf();
    expect(list.moreDue).toBe(1);
    expect(namesOf(list).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is empty of visits on a day on which the plan sends nobody out', async () => {
    expect(await dayOf('2026-11-27')).toMatchObject({ isPlanned: false, visits: [] });
  });

  it('shows the last confirmed order, and nothing of orders to whom they do not reach', async () => {
    const { id } = await window.orders.create(pumpOrder('b', '2026-11-02', [[1_000, 200]]));
    await window.orders.create(pumpOrder('b', '2026-11-09', [[1_000, 100]]));
    await window.orders.confirm({ id });
    const list = await dayOf();
    expect(list.visits.find(({ name }) => name === 'b')?.lastOrder).toEqual({
      id,
      on: '2026-11-02',
      total: { amount: 200, currency: 'IRR' },
    });
  });

  it('brings along what nobody did on earlier days, and leaves out who has a visit ahead', async () => {
    await window.day.planVisit({ customerId: idOf('a'), on: '2026-11-18', subject });
    await window.day.planVisit({ customerId: idOf('b'), on: '2026-11-23', subject });
    const list = await dayOf();
    expect(list.visits.find(({ name }) => name === 'a')).toMatchObject({ state: 'planned', plannedOn: '2026-11-18' });
    expect(namesOf(list)).not.toContain('b');
    expect(namesOf(await dayOf('2026-11-23'))).toContain('b');
  });

  it('has tasks and calls by what matters, and jobs that were given to the person', async () => {
    const task = (name: string, more: object) =>
      window.activities.log({ kind: 'task', body: { ownerId: idOf('ali'), subject: name, ...more } });
    await task('معمولی', { plannedAt: '2026-11-21T06:00:00.000Z' });
    await task('مهم', { plannedAt: '2026-11-21T12:00:00.000Z', priority: 'high', dueOn: TODAY });
    await task('فردا', { plannedAt: '2026-11-22T12:00:00.000Z' });
    company.server.put('serviceRequests', 'job', idOf('job'), {
      customerId: idOf('a'),
      subject: 'تعمیر',
      channel: 'phone',
      priority: 'high',
      receivedAt: '2026-11-20T08:00:00.000Z',
      plannedOn: TODAY,
      state: 'assigned',
      assigneeId: idOf('ali'),
    });
    await window.sync.now();
    const list = await dayOf();
    expect(list.tasks.map(({ subject: name }) => name)).toEqual(['مهم', 'معمولی']);
    expect(list.jobs).toMatchObject([{ subject: 'تعمیر', customerName: 'a', plannedOn: TODAY }]);
  });
});

describe('a visit', () => {
  it('is made by coming, and is over by leaving: times, positions and why there was no order stay', async () => {
    const position = { latitude: 35_700_100, longitude: 51_400_100, accuracy: 12 };
    const { id } = await window.day.checkIn({ visit: due('a'), subject, position });
    expect((await dayOf()).visits[0]).toMatchObject({ name: 'a', state: 'here', checkedInAt: NOW });
    // Asked again, it is the same coming.
    await window.day.checkIn({ visit: { activityId: id }, subject });
    company.clock.advance(10 * 60_000);
    await window.day.checkOut({ activityId: id, outcome: 'refused', noOrderReason: 'price', outcomeReason: 'گران' });
    const body = await bodyOf(id);
    expect(body).toMatchObject({
      customerId: idOf('a'),
      checkedInAt: NOW,
      happenedAt: NOW,
      checkInPosition: position,
      durationMinutes: 10,
      outcome: 'refused',
      noOrderReason: 'price',
      outcomeReason: 'گران',
    });
    expect(body).not.toHaveProperty('checkOutPosition');
    expect((await dayOf()).visits[0]).toMatchObject({ name: 'a', state: 'done', outcome: 'refused' });
    expect(await failure(window.day.checkIn({ visit: { activityId: id }, subject }))).toMatchObject({
      code: 'illegal_transition',
    });
  });

  it('keeps its first times when the outcome is put right', async () => {
    const { id } = await window.day.checkIn({ visit: due('a'), subject });
    await window.day.checkOut({ activityId: id, outcome: 'refused', noOrderReason: 'closed' });
    const before = await bodyOf(id);
    company.clock.advance(60_000);
    await window.day.checkOut({ activityId: id, outcome: 'ordered' });
    const after = await bodyOf(id);
    expect(after).toMatchObject({ outcome: 'ordered', checkedOutAt: before?.['checkedOutAt'] });
    expect(after).not.toHaveProperty('noOrderReason');
  });

  it('moves to another day, an agreed hour with it', async () => {
    const agreed = await window.day.planVisit({
      customerId: idOf('a'),
      on: TODAY,
      at: '2026-11-21T12:30:00.000Z',
      subject,
    });
    await window.day.move({ visit: { activityId: agreed.id }, to: '2026-11-24', subject });
    expect(await bodyOf(agreed.id)).toMatchObject({ plannedAt: '2026-11-24T12:30:00.000Z' });
    const { id } = await window.day.move({ visit: due('b'), to: '2026-11-24', subject });
    expect(await bodyOf(id)).toMatchObject({ plannedAt: '2026-11-24T04:30:00.000Z', anyTime: true });
    expect(namesOf(await dayOf())).toEqual(['c', 'd', 'e']);
    expect(namesOf(await dayOf('2026-11-24'))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('made anew with the same id after a lost answer is one', async () => {
    const id = idOf('lost answer');
    await window.day.planVisit({ id, customerId: idOf('a'), on: TODAY, subject });
    await window.day.planVisit({ id, customerId: idOf('a'), on: TODAY, subject });
    expect((await dayOf()).visits.filter(({ name }) => name === 'a')).toHaveLength(1);
  });
});

describe('a second press, before the list knows of the first', () => {
  const visitsOf = async (key: string, on = TODAY) => (await dayOf(on)).visits.filter(({ name }) => name === key);

  it('comes to a customer once', async () => {
    const { id } = await window.day.checkIn({ id: idOf('one'), visit: due('a'), subject });
    company.clock.advance(150);
    expect(await window.day.checkIn({ id: idOf('other'), visit: due('a'), subject })).toEqual({ id });
    expect(await visitsOf('a')).toMatchObject([{ activityId: id, state: 'here', checkedInAt: NOW }]);
  });

  it('comes to the visit that is planned for today', async () => {
    const { id } = await window.day.planVisit({ customerId: idOf('a'), on: TODAY, subject });
    expect(await window.day.checkIn({ visit: due('a'), subject })).toEqual({ id });
    expect(await visitsOf('a')).toMatchObject([{ activityId: id, state: 'here' }]);
  });

  it('puts off one visit', async () => {
    const { id } = await window.day.move({ visit: due('a'), to: '2026-11-22', subject });
    expect(await window.day.move({ visit: due('a'), to: '2026-11-22', subject })).toEqual({ id });
    expect(await visitsOf('a', '2026-11-22')).toHaveLength(1);
  });

  it('puts the same visits in order', async () => {
    const earlier = await window.day.arrange({ on: TODAY, subject, order: [due('b'), due('a'), due('c'), due('d')] });
    const second = await window.day.arrange({ on: TODAY, subject, order: [due('b'), due('c'), due('a'), due('d')] });
    expect(second.ids.toSorted()).toEqual(earlier.ids.toSorted());
    expect(namesOf(await dayOf())).toEqual(['b', 'c', 'a', 'd']);
  });

  it('leaves alone what was agreed for another hour of the day', async () => {
    const agreed = { customerId: idOf('a'), on: TODAY, subject };
    await window.day.planVisit({ ...agreed, at: '2026-11-21T08:30:00.000Z' });
    await window.day.planVisit({ ...agreed, at: '2026-11-21T12:30:00.000Z' });
    expect(await visitsOf('a')).toHaveLength(2);
  });
});

describe('an order made by hand', () => {
  it('is kept, also by the server, until it is given up', async () => {
    const { ids } = await window.day.arrange({ on: TODAY, subject, order: [due('d'), due('a'), due('c'), due('b')] });
    expect(namesOf(await dayOf())).toEqual(['d', 'a', 'c', 'b']);
    expect((await dayOf()).visits.every(({ isByHand, state }) => isByHand && state === 'planned')).toBe(true);
    await window.sync.now();
    expect(company.server.groups.at(-1)?.operations).toHaveLength(4);
    expect(namesOf(await dayOf())).toEqual(['d', 'a', 'c', 'b']);
    await window.day.suggestOrder({ activityIds: ids });
    expect(namesOf(await dayOf())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('refuses visits that are over, and changes nothing', async () => {
    const { id } = await window.day.checkIn({ visit: due('a'), subject });
    await window.day.checkOut({ activityId: id, outcome: 'ordered' });
    const order = [due('b'), { activityId: id }];
    expect(await failure(window.day.arrange({ on: TODAY, subject, order }))).toMatchObject({
      code: 'illegal_transition',
    });
    expect((await dayOf()).visits.find(({ name }) => name === 'b')?.state).toBe('due');
  });
});

describe('plans and the calendar', () => {
  it('a plan is no activity of any list', async () => {
    expect(await first(window.day.plans())).toMatchObject([
      { id: idOf('plan'), subject: 'شمال', ownerName: 'علی رضایی' },
    ]);
    expect((await first(window.activities.list({ offset: 0, limit: 10, planned: true }))).total).toBe(0);
    expect((await first(window.activities.list({ offset: 0, limit: 10 }))).total).toBe(0);
  });

  it('shows and writes what stands in a range, in order, with what has no hour first', async () => {
    await window.day.planVisit({ customerId: idOf('b'), on: TODAY, at: '2026-11-21T12:30:00.000Z', subject });
    await window.day.planVisit({ customerId: idOf('a'), on: TODAY, subject });
    await visited('c', '2026-11-20T08:00:00.000Z');
    const range = { from: '2026-11-20', to: '2026-11-22' };
    const entries = await first(window.day.calendar(range));
    expect(entries.map(({ customerName, at, state }) => [customerName, at, state])).toEqual([
      ['c', '2026-11-20T08:00:00.000Z', 'done'],
      ['a', null, 'planned'],
      ['b', '2026-11-21T12:30:00.000Z', 'planned'],
    ]);
    const file = await window.day.calendarFile(range);
    expect(file).toMatchObject({ fileName: 'peyvand-calendar-2026-11-20-2026-11-22.ics', entries: 3 });
    expect(file.text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
    expect(file.text).toContain('DTSTART;VALUE=DATE:20261121\r\n');
    expect(file.text).toContain('DTSTART:20261121T123000Z\r\n');
    expect(file.text).toContain('LOCATION:تهران\r\n');
    expect(file.text).not.toContain('کوچه');
    for (const line of file.text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    const tooLong = window.day.calendar({ from: '2026-01-01', to: '2026-12-31' });
    expect(await failure(tooLong)).toMatchObject({ code: 'invalid_input' });
  });
});
