import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock, instantFromMilliseconds, type ManualClock } from '../../../shared/base/clock.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { createAttempts, type Attempts } from './attempts.ts';

const START = Date.parse('2026-03-01T08:00:00.000Z');
const SECOND = 1_000;

describe('throttled attempts', () => {
  let folder: string;
  let path: string;
  let clock: ManualClock;
  let attempts: Attempts;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'peyvand-attempts-'));
    path = join(folder, 'attempts.json');
    clock = createManualClock(START);
    attempts = createAttempts(path, clock);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Tries as often as is allowed without waiting. */
  const failUntilThrottled = (): number => {
    for (let count = 0; count < 100; count += 1) if (!tries()) return count;
    throw new Error('never throttled');
  };
  const tries = (): boolean => {
    try {
      attempts.begin();
      return true;
    } catch (error) {
      if (isPeyvandError(error) && error.code === 'throttled') return false;
      throw error;
    }
  };

  it('lets a few slips pass, then waits, longer each time, up to a quarter of an hour', () => {
    expect(failUntilThrottled()).toBe(5);
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      const until = Date.parse(attempts.retryAfter() ?? '');
      waits.push((until - clock.now()) / SECOND);
      clock.set(until - 1);
      expect(tries()).toBe(false);
      clock.set(until);
      expect(tries()).toBe(true);
    }
    expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]);
  });

  it('names the instant in the error', () => {
    failUntilThrottled();
    expect(() => attempts.begin()).toThrow(
      expect.objectContaining({
        code: 'throttled',
        facts: { retryAfter: instantFromMilliseconds(START + 5 * SECOND) },
      }),
    );
  });

  it('is not reset by starting the program again', () => {
    failUntilThrottled();
    attempts = createAttempts(path, clock);
    expect(tries()).toBe(false);
    expect(attempts.retryAfter()).toBe(instantFromMilliseconds(START + 5 * SECOND));
  });

  it('counts a try that was cut off before its end', () => {
    for (let count = 0; count < 5; count += 1) createAttempts(path, clock).begin();
    expect(tries()).toBe(false);
  });

  it('gains nothing by setting the clock back, and loses no years by it', () => {
    failUntilThrottled();
    clock.set(START - 365 * 86_400 * SECOND);
    expect(tries()).toBe(false);
    clock.advance(4 * SECOND);
    expect(tries()).toBe(false);
    clock.advance(SECOND);
    expect(tries()).toBe(true);
    expect(tries()).toBe(false);
  });

  it('gains nothing by tearing the file', () => {
    failUntilThrottled();
    writeFileSync(path, '{"failures":');
    expect(tries()).toBe(false);
  });

  it('forgets everything after the right passphrase', () => {
    attempts.begin();
    attempts.begin();
    attempts.succeeded();
    expect(attempts.retryAfter()).toBeNull();
    expect(failUntilThrottled()).toBe(5);
  });
});
