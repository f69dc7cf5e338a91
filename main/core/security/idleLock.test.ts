import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../shared/base/clock.ts';
import { createManualTimers } from '../ports/manualTimers.ts';
import { createIdleLock } from './idleLock.ts';

const MINUTE = 60_000;

function setUp(minutes: number | null) {
  const clock = createManualClock(1_000_000);
  const timers = createManualTimers(clock);
  const setting = { minutes };
  let falls = 0;
  const lock = createIdleLock({ clock, timers, minutes: () => setting.minutes, onIdle: () => (falls += 1) });
  return { clock, timers, setting, lock, falls: () => falls };
}

describe('idle lock', () => {
  it('falls once after that many minutes without activity', () => {
    const { timers, falls } = setUp(10);
    timers.advance(10 * MINUTE - 1);
    expect(falls()).toBe(0);
    timers.advance(1);
    expect(falls()).toBe(1);
    timers.advance(60 * MINUTE);
    expect(falls()).toBe(1);
  });

  it('waits anew after each activity', () => {
    const { timers, lock, falls } = setUp(10);
    for (let count = 0; count < 10; count += 1) {
      timers.advance(9 * MINUTE);
      expect(lock.noteActivity()).toBe(true);
    }
    expect(falls()).toBe(0);
    timers.advance(10 * MINUTE);
    expect(falls()).toBe(1);
  });

  it('falls before the first deed after a sleep in which no timer ran', () => {
    const { clock, lock, falls } = setUp(10);
    clock.advance(8 * 60 * MINUTE);
    expect(lock.noteActivity()).toBe(false);
    expect(falls()).toBe(1);
  });

  it('never falls without a setting, and follows a setting that comes later', () => {
    const { timers, setting, falls } = setUp(null);
    timers.advance(600 * MINUTE);
    expect(falls()).toBe(0);
    setting.minutes = 5;
    timers.advance(5 * MINUTE);
    expect(falls()).toBe(1);
  });

  it('takes a clock set back for activity, and never waits for the old time', () => {
    const { clock, timers, falls } = setUp(10);
    clock.advance(-5 * 60 * MINUTE);
    timers.advance(20 * MINUTE);
    expect(falls()).toBe(1);
  });

  it('does nothing after it was stopped', () => {
    const { timers, lock, falls } = setUp(10);
    lock.stop();
    timers.advance(60 * MINUTE);
    expect(lock.noteActivity()).toBe(false);
    expect(falls()).toBe(0);
  });
});
