import { describe, expect, it } from 'vitest';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { deterministicId } from '../../../shared/base/id.ts';
import type { Lease, Order, WorkingHours } from '../../../shared/sync/lease.ts';
import { CLOCK_TOLERANCE, judge, raiseLatestSeen, type LeaseFacts } from './judge.ts';
import { openUntil, opensNext } from '../../../shared/sync/workingHours.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 10:30 in Tehran, a Saturday. */
const START = Date.parse('2026-11-21T07:00:00.000Z');
const device = deterministicId('test', 'device');

const lease = (more: Partial<Lease> = {}): Lease => ({
  device,
  line: device,
  person: deterministicId('test', 'ali'),
  scopes: [],
  issuedAt: instantFromMilliseconds(START),
  until: instantFromMilliseconds(START + 30 * DAY),
  graceDays: 14,
  workingHours: null,
  policy: { idleLockMinutesMaximum: null },
  minimumVersion: null,
  epoch: 'one',
  orderSerial: 0,
  ...more,
});
const order = (more: Partial<Order> = {}): Order => ({
  id: deterministicId('test', 'order'),
  device,
  line: device,
  serial: 1,
  act: 'suspend',
  orderedAt: instantFromMilliseconds(START + DAY),
  epoch: 'one',
  ...more,
});
const facts = (more: Partial<LeaseFacts> = {}): LeaseFacts => ({
  lease: lease(),
  order: null,
  clockOffset: 0,
  latestSeen: START,
  running: 0,
  charged: 0,
  ...more,
});
const stateOf = (given: LeaseFacts, now: number, version: string | null = null): string =>
  judge(given, now, version).state;

describe('the judgement of a lease', () => {
  it('SEC-44: is good to its last millisecond, and without a lease nothing is judged', () => {
    expect(judge(facts(), START + 30 * DAY - 1, null)).toEqual({ state: 'valid', locksAt: START + 30 * DAY });
    expect(judge(facts(), START + 30 * DAY, null)).toEqual({ state: 'expired', until: START + 30 * DAY });
    expect(judge(facts({ lease: null }), 0, null)).toEqual({ state: 'valid', locksAt: null });
  });

  it('SEC-44: a clock that was wrong when the lease came makes it neither longer nor shorter', () => {
    for (const wrong of [-400 * DAY, 400 * DAY]) {
      const given = facts({ clockOffset: -wrong });
      expect(stateOf(given, START + wrong)).toBe('valid');
      expect(stateOf(given, START + wrong + 30 * DAY - 1)).toBe('valid');
      expect(stateOf(given, START + wrong + 30 * DAY)).toBe('expired');
    }
    // Set right meanwhile, a clock that had been ahead does not lock.
    expect(stateOf(facts({ clockOffset: -3 * DAY, latestSeen: START + HOUR }), START + 2 * HOUR)).toBe('valid');
  });

  it('SEC-45: the highest time seen rises while the lease is good, and a clock beyond its end does not touch it', () => {
    expect(raiseLatestSeen(facts(), START + DAY)).toBe(START + DAY);
    expect(raiseLatestSeen(facts({ latestSeen: START + 2 * DAY }), START + DAY)).toBe(START + 2 * DAY);
    expect(raiseLatestSeen(facts(), Date.parse('2036-01-01T00:00:00.000Z'))).toBe(START);
    expect(raiseLatestSeen(facts({ lease: null }), START + DAY)).toBe(START);
  });

  it('SEC-45: a clock behind it locks, beyond what clocks are put right by', () => {
    const given = facts({ latestSeen: START + 5 * DAY });
    expect(stateOf(given, START + 5 * DAY - CLOCK_TOLERANCE)).toBe('valid');
    expect(judge(given, START + 5 * DAY - CLOCK_TOLERANCE - 1, null)).toEqual({
      state: 'clockBack',
      latestSeen: START + 5 * DAY,
    });
  });

  it('SEC-45: a clock that stands still does not lengthen it: it ends with its days of running time', () => {
    expect(stateOf(facts({ running: 30 * DAY - 1 }), START)).toBe('valid');
    expect(stateOf(facts({ running: 30 * DAY }), START)).toBe('expired');
  });

  it('SEC-45: what has run since the lease came has passed, also for working hours, and so has what may have run unwritten', () => {
    // From 8 to 17 in Tehran; the lease came at 10:30.
    const workingHours: WorkingHours = { zone: 'Asia/Tehran', weekdays: [6], from: '08:00', to: '17:00' };
    for (const ran of [{ running: 6.5 * HOUR }, { charged: 6.5 * HOUR }, { running: 6 * HOUR, charged: HOUR / 2 }]) {
      const given = facts({ lease: lease({ workingHours }), ...ran });
      expect(judge(given, START, null)).toMatchObject({ state: 'outOfHours' });
      expect(stateOf({ ...given, running: (ran.running ?? 0) - 1 }, START)).toBe('valid');
    }
    expect(stateOf(facts({ running: 29 * DAY, charged: DAY }), START)).toBe('expired');
  });

  it('SEC-52: what may have run unwritten ends no copy, however much it is', () => {
    expect(stateOf(facts({ charged: 9_999 * DAY }), START)).toBe('expired');
    expect(stateOf(facts({ running: 44 * DAY - 1, charged: DAY }), START)).toBe('expired');
  });

  it('SEC-52: only running time ends a copy without an order, whatever the clock says', () => {
    const years = START + 3_650 * DAY;
    expect(stateOf(facts({ running: 44 * DAY - 1 }), years)).toBe('expired');
    for (const now of [0, START, years]) {
      const verdict = judge(facts({ running: 44 * DAY }), now, null);
      expect(verdict).toEqual({ state: 'ranOut', until: START + 30 * DAY });
    }
    expect(stateOf(facts({ lease: lease({ graceDays: null }), running: 9_999 * DAY }), START)).toBe('expired');
  });

  it('SEC-48: an order holds against whatever the lease says, until a lease that was written behind it', () => {
    for (const now of [0, START + DAY, START + 99 * DAY])
      expect(stateOf(facts({ order: order() }), now)).toBe('suspended');
    expect(stateOf(facts({ order: order(), lease: lease({ orderSerial: 1 }) }), START + DAY)).toBe('valid');
    expect(stateOf(facts({ order: order({ act: 'lift', serial: 2 }) }), START + DAY)).toBe('valid');
    expect(stateOf(facts({ order: order(), lease: null }), START)).toBe('suspended');
    // A server that was restored counts anew: then its clock decides.
    const restored = lease({ epoch: 'two', issuedAt: instantFromMilliseconds(START + 2 * DAY) });
    expect(stateOf(facts({ order: order({ serial: 9 }), lease: restored }), START + 2 * DAY)).toBe('valid');
    expect(stateOf(facts({ order: order({ epoch: 'two' }) }), START + DAY)).toBe('suspended');
    expect(judge(facts({ order: order({ act: 'wipeAtOnce' }) }), START, null)).toMatchObject({ manner: 'atOnce' });
    expect(judge(facts({ order: order({ act: 'wipePolitely' }) }), START, null)).toMatchObject({ manner: 'politely' });
  });

  it('SEC-47: compares versions by their numbers', () => {
    const given = facts({ lease: lease({ minimumVersion: '1.10' }) });
    for (const version of ['1.9.9', '0.99', '1', '1.9.9-beta'])
      expect(stateOf(given, START, version)).toBe('versionTooOld');
    for (const version of ['1.10', '1.10.0', '1.11', '2', '1.10.0-rc.1', null])
      expect(stateOf(given, START, version)).toBe('valid');
  });
});

describe('working hours', () => {
  const hours = (more: Partial<WorkingHours> = {}): WorkingHours => ({
    zone: 'Asia/Tehran',
    weekdays: [6, 7, 1, 2, 3],
    from: '08:00',
    to: '17:00',
    ...more,
  });
  const at = (instant: string): number => Date.parse(instant);
  const ends = (given: WorkingHours, now: string): string | null => {
    const end = openUntil(given, at(now));
    return end === null ? null : new Date(end).toISOString();
  };
  const opens = (given: WorkingHours, now: string): string | null => {
    const next = opensNext(given, at(now));
    return next === null ? null : new Date(next).toISOString();
  };

  it('SEC-47: are those of the zone, with their weekdays: Tehran is three and a half hours ahead', () => {
    expect(ends(hours(), '2026-11-21T04:30:00.000Z')).toBe('2026-11-21T13:30:00.000Z');
    expect(ends(hours(), '2026-11-21T04:29:59.999Z')).toBeNull();
    expect(ends(hours(), '2026-11-21T13:30:00.000Z')).toBeNull();
    // Wednesday evening: Thursday and Friday are free.
    expect(opens(hours(), '2026-11-25T14:00:00.000Z')).toBe('2026-11-28T04:30:00.000Z');
    // Late on Friday in London it is Saturday in Tehran, and not yet eight.
    expect(opens(hours(), '2026-11-27T22:00:00.000Z')).toBe('2026-11-28T04:30:00.000Z');
  });

  it('SEC-47: go over midnight, belong to the day on which they begin, and may last all day', () => {
    const night = hours({ weekdays: [6], from: '22:00', to: '06:00' });
    expect(ends(night, '2026-11-21T23:00:00.000Z')).toBe('2026-11-22T02:30:00.000Z');
    expect(ends(night, '2026-11-22T02:30:00.000Z')).toBeNull();
    expect(ends(night, '2026-11-21T02:00:00.000Z')).toBeNull();
    const whole = hours({ weekdays: [6, 7], from: '00:00', to: '00:00' });
    expect(ends(whole, '2026-11-21T10:00:00.000Z')).toBe('2026-11-22T20:30:00.000Z');
    const always = hours({ weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '00:00' });
    expect((openUntil(always, START) ?? 0) - START).toBeGreaterThan(7 * DAY);
    expect(opens(hours({ weekdays: [] }), '2026-11-21T10:00:00.000Z')).toBeNull();
  });

  it('SEC-47: keep their place on the clock through the changes of summer time', () => {
    const berlin = hours({ zone: 'Europe/Berlin', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '08:00', to: '17:00' });
    expect(ends(berlin, '2026-03-28T10:00:00.000Z')).toBe('2026-03-28T16:00:00.000Z');
    expect(ends(berlin, '2026-03-29T10:00:00.000Z')).toBe('2026-03-29T15:00:00.000Z');
    expect(opens(berlin, '2026-10-24T20:00:00.000Z')).toBe('2026-10-25T07:00:00.000Z');
    // Two in the morning is not there in spring, and twice there in autumn.
    const early = hours({ zone: 'Europe/Berlin', weekdays: [7], from: '02:30', to: '05:00' });
    expect(opens(early, '2026-03-28T20:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(opens(early, '2026-10-24T20:00:00.000Z')).toBe('2026-10-25T00:30:00.000Z');
  });
});
