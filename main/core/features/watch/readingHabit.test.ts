/** How much is read in an hour: nobody's day is disturbed, a base that is read through is. */
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../../shared/base/errors.ts';
import { createIdSource } from '../../../../shared/base/id.ts';
import { createSeededRandomness } from '../../../../shared/base/randomness.ts';
import { createManualTimers } from '../../ports/manualTimers.ts';
import { createReadingHabit, LISTED_PER_PAGE, type ReadingHabit } from './readingHabit.ts';
import { limitOf } from './readingLimit.ts';

const START = Date.parse('2026-11-21T07:00:00.000Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const FLOOR = 150;

/** As the encrypted store keeps them. */
function createLocalValues() {
  const values = new Map<string, unknown>();
  return {
    writes: 0,
    getLocal: (area: string, key: string) => values.get(`${area}\n${key}`) ?? null,
    listLocal: (area: string) =>
      [...values]
        .filter(([name]) => name.startsWith(`${area}\n`))
        .map(([name, value]) => ({
          key: name.slice(area.length + 1),
          value: JSON.parse(JSON.stringify(value)) as unknown,
        }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1)),
    putLocal(area: string, key: string, value: unknown) {
      this.writes += 1;
      if (value === null) values.delete(`${area}\n${key}`);
      else values.set(`${area}\n${key}`, value);
    },
  };
}

function atWork() {
  const clock = createManualClock(START);
  const timers = createManualTimers(clock);
  const store = createLocalValues();
  const events: { kind: string; facts: object }[] = [];
  const settings = { floor: FLOOR as number | null, granted: null as number | null };
  const open = (): ReadingHabit =>
    createReadingHabit({
      store,
      clock,
      timers,
      nextId: createIdSource(clock, createSeededRandomness(events.length + 1)),
      floor: () => settings.floor,
      granted: () => settings.granted,
      onEvent: (kind, facts) => events.push({ kind, facts }),
      log: () => {},
    });
  return { clock, timers, store, events, settings, open, reading: open() };
}

/** How many of these could be opened. */
function openAll(reading: ReadingHabit, from: number, count: number): number {
  for (let number = 0; number < count; number += 1) {
    try {
      reading.open(`customer ${from + number}`);
    } catch (error) {
      if (isPeyvandError(error) && error.code === 'reading_paused') return number;
      throw error;
    }
  }
  return count;
}
const rows = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `customer ${from + index}`);

describe('a day’s work', () => {
  it('SEC-116: of a rep, with forty visits, calls and searches, meets no limit', () => {
    const { clock, events, reading } = atWork();
    for (let visit = 0; visit < 40; visit += 1) {
      clock.advance(12 * MINUTE);
      // Looks for the customer letter by letter, opens three that it might be, one of them again and again.
      for (let letter = 0; letter < 5; letter += 1) reading.list(rows(visit * 20 + letter * 7, 40));
      for (let times = 0; times < 10; times += 1) openAll(reading, visit * 20, 3);
    }
    expect(events).toEqual([]);
  });

  it('SEC-116: of a branch that takes two calls a minute, or scrolls a list of five thousand to its end, meets none', () => {
    const { clock, events, reading } = atWork();
    for (let call = 0; call < 8 * 120; call += 1) {
      clock.advance(MINUTE / 2);
      reading.list(rows((call * 37) % 900, 25));
      openAll(reading, (call * 53) % 900, 1);
    }
    expect(events).toEqual([]);
    clock.advance(2 * HOUR);
    for (let at = 0; at < 5_000; at += 100) reading.list(rows(at, 100));
    expect(events).toEqual([]);
  });

  it('SEC-116: somebody who reads page after page has to wait, and what was read stays readable', () => {
    const { clock, events, reading } = atWork();
    expect(openAll(reading, 0, 400)).toBe(FLOOR);
    expect(openAll(reading, 0, FLOOR)).toBe(FLOOR);
    expect(reading.standing()).toMatchObject({ pages: FLOOR, limit: FLOOR, pausedUntil: '2026-11-21T08:00:00.000Z' });
    clock.advance(59 * MINUTE);
    expect(openAll(reading, 1_000, 1)).toBe(0);
    clock.advance(2 * MINUTE);
    expect(openAll(reading, 1_000, 400)).toBe(FLOOR);
    expect(events).toEqual([
      { kind: 'readingPaused', facts: { pages: FLOOR, limit: FLOOR } },
      { kind: 'readingPaused', facts: { pages: FLOOR, limit: FLOOR } },
    ]);
  });

  it('SEC-116: lists count by what they show, whatever page or search brings it', () => {
    const { reading } = atWork();
    let listed = 0;
    expect(() => {
      for (; listed < 100_000; listed += 500) reading.list(rows(listed, 500));
    }).toThrow('reading_paused');
    expect(listed).toBe(FLOOR * LISTED_PER_PAGE);
    reading.list(rows(0, 500));
    expect(openAll(reading, 500_000, 1)).toBe(0);
  });

  it('SEC-116: a new start of the program forgets nothing', () => {
    const { open, timers, reading } = atWork();
    openAll(reading, 0, 100);
    reading.list(rows(1_000, 500));
    // Killed, not ended: what lists showed is written two seconds later.
    timers.advance(2_000);
    expect(openAll(open(), 5_000, 400)).toBe(FLOOR - 110);
    expect(openAll(open(), 9_000, 1)).toBe(0);
  });

  it('SEC-116: a clock that is set back frees nothing', () => {
    const { clock, reading } = atWork();
    openAll(reading, 0, 400);
    clock.advance(-5 * HOUR);
    expect(openAll(reading, 1_000, 1)).toBe(0);
  });
});

describe('the limit', () => {
  it('SEC-117: follows the person’s habit once there is one, and never falls below the company’s', () => {
    const many = (pages: number, count = 40) => Array.from({ length: count }, () => pages);
    expect(limitOf({ floor: 150, hours: many(300, 19), granted: null })).toBe(150);
    expect(limitOf({ floor: 150, hours: many(20), granted: null })).toBe(150);
    expect(limitOf({ floor: 150, hours: many(200), granted: null })).toBe(300);
    // One wild afternoon is no habit, and one that was bred ends somewhere.
    expect(limitOf({ floor: 150, hours: [...many(20), 5_000], granted: null })).toBe(150);
    expect(limitOf({ floor: 150, hours: many(5_000), granted: null })).toBe(600);
    expect(limitOf({ floor: 150, hours: [], granted: 1_000 })).toBe(1_000);
    expect(limitOf({ floor: 150, hours: many(200), granted: 10 })).toBe(300);
  });

  it('SEC-117: hours are remembered for four weeks, on the disk', () => {
    const { clock, open, reading } = atWork();
    for (let hour = 0; hour < 30; hour += 1) {
      openAll(reading, hour * 1_000, 140);
      clock.advance(HOUR);
    }
    reading.stop();
    const later = open();
    expect(later.standing().limit).toBe(210);
    clock.advance(29 * 24 * HOUR);
    expect(open().standing().limit).toBe(FLOOR);
  });

  it('SEC-117: the company may turn it off', () => {
    const { settings, reading } = atWork();
    settings.floor = null;
    expect(openAll(reading, 0, 5_000)).toBe(5_000);
    expect(reading.standing()).toMatchObject({ pausedUntil: null });
  });
});

describe('the way on', () => {
  it('SEC-118: who says why goes on at once, twice a day, and head office hears of it', () => {
    const { clock, events, reading } = atWork();
    openAll(reading, 0, 400);
    reading.goOn('منطقهٔ سارا را تحویل می‌گیرم');
    expect(openAll(reading, 1_000, 400)).toBe(FLOOR / 2);
    reading.goOn('هنوز تمام نشده');
    expect(reading.standing().asksLeft).toBe(0);
    expect(openAll(reading, 2_000, 400)).toBe(FLOOR / 2);
    expect(() => reading.goOn('باز')).toThrow('throttled');
    expect(events.filter(({ kind }) => kind === 'readingAsked')).toMatchObject([
      { facts: { reason: 'منطقهٔ سارا را تحویل می‌گیرم', limit: FLOOR } },
      { facts: { limit: FLOOR + FLOOR / 2 } },
    ]);
    clock.advance(25 * HOUR);
    expect(reading.standing()).toMatchObject({ asksLeft: 2, limit: FLOOR });
  });

  it('SEC-118: an administrator gives more', () => {
    const { settings, reading } = atWork();
    openAll(reading, 0, 400);
    settings.granted = 1_000;
    expect(openAll(reading, 1_000, 2_000)).toBe(850);
  });

  it('SEC-118: what is told is told once', () => {
    const { clock, open, reading } = atWork();
    openAll(reading, 0, 400);
    reading.goOn('چون');
    clock.advance(2 * HOUR);
    const report = reading.report();
    expect(report.hours).toEqual([{ hour: '2026-11-21T07:00:00.000Z', pages: FLOOR }]);
    expect(report.events.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['readingPaused', ''],
      ['readingAsked', 'چون'],
    ]);
    reading.told(report);
    expect(open().report()).toEqual({ hours: [], events: [] });
  });
});
