import { describe, expect, it } from 'vitest';
import { placeWindow } from './placement.ts';

describe('where a window opens', () => {
  const screen = { x: 0, y: 0, width: 1_920, height: 1_040 };
  const second = { x: 1_920, y: -200, width: 1_280, height: 984 };
  const stood = (x: number, y: number, width = 1_000, height = 700) => ({ x, y, width, height, maximised: false });

  it('is in the middle at the first time, and no larger than the display', () => {
    expect(placeWindow(null, [screen])).toEqual({ width: 1_280, height: 840 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1_024, height: 600 }])).toEqual({ width: 1_024, height: 600 });
  });

  it('is where it stood, on a second display too', () => {
    expect(placeWindow(stood(100, 50), [screen, second])).toEqual({ x: 100, y: 50, width: 1_000, height: 700 });
    expect(placeWindow(stood(2_000, -150), [screen, second])).toEqual({ x: 2_000, y: -150, width: 1_000, height: 700 });
  });

  it('is nowhere that is not there any more', () => {
    for (const gone of [stood(2_000, -100), stood(-990, 10), stood(1_900, 10), stood(10, 1_039), stood(10, -300)])
      expect(placeWindow(gone, [screen])).toEqual({ width: 1_280, height: 840 });
  });

  it('fits a display that has shrunk', () => {
    expect(placeWindow(stood(900, 500, 1_900, 1_000), [{ x: 0, y: 0, width: 1_280, height: 720 }])).toEqual({
      x: 0,
      y: 0,
      width: 1_280,
      height: 720,
    });
  });
});
