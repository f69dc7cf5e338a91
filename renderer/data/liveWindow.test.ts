import { describe, expect, it } from 'vitest';
import { WINDOW_ROWS_MAXIMUM } from '../../shared/contract/lists.ts';
import { FIRST_WINDOW, windowFor } from './liveWindow.ts';

describe('the window of a long list', () => {
  it('stays while it covers the screen with room around', () => {
    expect(windowFor(FIRST_WINDOW, 0, 30)).toBe(FIRST_WINDOW);
    const held = { offset: 450, limit: 150 };
    expect(windowFor(held, 500, 540)).toBe(held);
  });

  it('moves in steps and covers the screen', () => {
    for (const first of [70, 1_234, 99_950]) {
      const { offset, limit } = windowFor(FIRST_WINDOW, first, first + 40);
      expect(offset % 50).toBe(0);
      expect(offset).toBeLessThanOrEqual(first - 25);
      expect(offset + limit).toBeGreaterThanOrEqual(first + 65);
    }
  });

  it('never asks for more than the contract allows', () => {
    expect(windowFor(FIRST_WINDOW, 1_000, 3_000).limit).toBe(WINDOW_ROWS_MAXIMUM);
  });

  it('comes back to the start', () => {
    expect(windowFor({ offset: 450, limit: 150 }, 0, 30).offset).toBe(0);
  });
});
