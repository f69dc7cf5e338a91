import { describe, expect, it } from 'vitest';
import { isDue, lastBefore, nextAfter } from './schedule.ts';

const TEHRAN = 'Asia/Tehran';
const at = (text: string): number => Date.parse(text);

describe('a sync at 18:00', () => {
  const due = (last: string | null, now: string, zone = TEHRAN): boolean =>
    isDue(['18:00'], zone, last === null ? null : at(last), at(now));

  it('SYNC-169: is due from that time on in the branch’s own zone, until one was whole', () => {
    expect(due('2026-11-22T08:00:00Z', '2026-11-22T14:29:59Z')).toBe(false);
    expect(due('2026-11-22T08:00:00Z', '2026-11-22T14:30:00Z')).toBe(true);
    expect(due('2026-11-22T14:31:00Z', '2026-11-22T20:00:00Z')).toBe(false);
    expect(due('2026-11-22T08:00:00Z', '2026-11-22T17:00:00Z', 'Europe/London')).toBe(false);
    expect(due('2026-11-22T08:00:00Z', '2026-11-22T18:00:00Z', 'Europe/London')).toBe(true);
    expect(nextAfter(['18:00', '09:00'], TEHRAN, at('2026-11-22T14:30:00Z'))).toBe(at('2026-11-23T05:30:00Z'));
    expect(nextAfter([], TEHRAN, 0)).toBeNull();
  });

  it('SYNC-169: that was missed is made up, once, however long the machine was off', () => {
    expect(due('2026-11-01T08:00:00Z', '2026-11-22T05:00:00Z')).toBe(true);
    expect(due('2026-11-22T05:00:00Z', '2026-11-22T05:01:00Z')).toBe(false);
    expect(due(null, '2026-11-22T05:00:00Z')).toBe(true);
  });

  it('SYNC-169: takes no harm from a clock that is put back or forward', () => {
    const wrong = at('2027-03-01T00:00:00Z');
    const now = at('2026-11-22T08:00:00Z');
    const last = lastBefore(wrong, now);
    expect(isDue(['18:00'], TEHRAN, last, now)).toBe(false);
    expect(isDue(['18:00'], TEHRAN, last, at('2026-11-22T14:30:00Z'))).toBe(true);
    // A little ahead is no wrong clock.
    expect(lastBefore(now + 60_000, now)).toBe(now + 60_000);
  });

  it('SYNC-169: comes once on days on which clocks change', () => {
    const london = (last: string, now: string) => isDue(['01:30'], 'Europe/London', at(last), at(now));
    // 25 October 2026: 01:30 is there twice.
    expect(london('2026-10-24T12:00:00Z', '2026-10-25T02:00:00Z')).toBe(true);
    expect(london('2026-10-25T01:40:00Z', '2026-10-25T12:00:00Z')).toBe(false);
    // 29 March 2026: there is none.
    expect(london('2026-03-28T12:00:00Z', '2026-03-29T03:00:00Z')).toBe(true);
    // The evening of a day of 23 hours, missed and made up in the first hour of the next.
    expect(due('2026-03-29T09:00:00Z', '2026-03-29T23:30:00Z', 'Europe/London')).toBe(true);
    // In the first hour of a day of 25 hours tomorrow's time is known.
    expect(nextAfter(['00:10'], 'Europe/London', at('2026-10-24T23:30:00Z'))).toBe(at('2026-10-26T00:10:00Z'));
  });
});
