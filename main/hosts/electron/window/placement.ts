/** Where a window opens: where it stood last, if that is still somewhere that can be seen. */
import type { Rectangle } from 'electron';
import type { Placement } from '../shellFile.ts';

/** The window is laid out for this width and more. */
export const SMALLEST = { width: 760, height: 520 } as const;
const USUAL = { width: 1_280, height: 840 } as const;

/** So much of the title bar must be on a display for a hand to get hold of the window. */
const GRIP = { width: 120, height: 24 } as const;

/**
 * @param remembered null on the first run.
 * @param workAreas of the displays that are there now, the primary one first.
 */
export function placeWindow(
  remembered: Placement | null,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const home = remembered && workAreas.find((area) => holdsTitleBar(area, remembered));
  if (!remembered || !home) {
    const area = workAreas[0] ?? { x: 0, y: 0, ...USUAL };
    return {
      width: fit(USUAL.width, SMALLEST.width, area.width),
      height: fit(USUAL.height, SMALLEST.height, area.height),
    };
  }
  const width = fit(remembered.width, SMALLEST.width, home.width);
  const height = fit(remembered.height, SMALLEST.height, home.height);
  return {
    width,
    height,
    x: fit(remembered.x, home.x, home.x + home.width - width),
    y: fit(remembered.y, home.y, home.y + home.height - height),
  };
}

function holdsTitleBar(area: Rectangle, window: Rectangle): boolean {
  const width = Math.min(area.x + area.width, window.x + window.width) - Math.max(area.x, window.x);
  return width >= GRIP.width && window.y >= area.y && window.y + GRIP.height <= area.y + area.height;
}

/** `value`, but at least `least` and then at most `most`. */
const fit = (value: number, least: number, most: number): number => Math.min(Math.max(value, least), most);
