import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPace } from './pace.ts';

describe('the pace of keys', () => {
  let asked: string[];
  const ask = (text: string) => (): void => void asked.push(text);

  beforeEach(() => {
    asked = [];
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('asks at once for the first key, and for each that comes after a rest', () => {
    const pace = createPace(60, Date.now);
    pace.soon(ask('t'));
    expect(asked).toEqual(['t']);
    vi.advanceTimersByTime(60);
    pace.soon(ask('te'));
    expect(asked).toEqual(['t', 'te']);
  });

  it('asks once for what follows within a moment, for the last of it, no later than the rest is over', () => {
    const pace = createPace(60, Date.now);
    for (const text of ['t', 'te', 'teh']) {
      pace.soon(ask(text));
      vi.advanceTimersByTime(19);
    }
    expect(asked).toEqual(['t']);
    vi.advanceTimersByTime(3);
    expect(asked).toEqual(['t', 'teh']);
    vi.advanceTimersByTime(1_000);
    expect(asked).toEqual(['t', 'teh']);
  });

  it('does nothing more once it is stopped', () => {
    const pace = createPace(60, Date.now);
    pace.soon(ask('t'));
    pace.soon(ask('te'));
    pace.stop();
    vi.advanceTimersByTime(1_000);
    expect(asked).toEqual(['t']);
  });
});
