/** Places on a sketch: scaled to fit, north above, as far apart as they are from each other. Pure. */
import type { Place } from '../../../shared/domain/activities/route.ts';

export interface SketchPoint {
  readonly x: number;
  readonly y: number;
}

export interface SketchSize {
  readonly width: number;
  readonly height: number;
  /** Room around the outermost places. */
  readonly margin: number;
}

/**
 * One point per place, in their order, inside the margins. A degree of longitude is narrower than one of latitude away from the equator; for a
 * day's places that is all there is to a projection. One place alone, or several at one spot, stand in the middle.
 */
export function projectRoute(places: readonly Place[], { width, height, margin }: SketchSize): SketchPoint[] {
  if (places.length === 0) return [];
  const latitudes = places.map(({ latitude }) => latitude);
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const narrowing = Math.max(Math.cos((middle / 1_000_000) * (Math.PI / 180)), 0.01);
  const flat = places.map(({ latitude, longitude }) => ({ x: longitude * narrowing, y: -latitude }));
  const [left, right] = bounds(flat.map(({ x }) => x));
  const [top, bottom] = bounds(flat.map(({ y }) => y));
  const scale = Math.min(
    (width - 2 * margin) / Math.max(right - left, 1),
    (height - 2 * margin) / Math.max(bottom - top, 1),
    LARGEST_SCALE,
  );
  return flat.map(({ x, y }) => ({
    x: width / 2 + (x - (left + right) / 2) * scale,
    y: height / 2 + (y - (top + bottom) / 2) * scale,
  }));
}

/**
 * The same points, those that would lie on top of each other pushed apart until their numbers can be read, as far as there is room: where
 * somebody is to be found says the address, the sketch says in which order.
 */
export function spreadPoints(
  points: readonly SketchPoint[],
  { width, height, margin }: SketchSize,
  distance: number,
): SketchPoint[] {
  const spread = points.map(({ x, y }) => ({ x, y }));
  for (let pass = 0, moved = true; moved && pass < PASSES_MAXIMUM; pass += 1) {
    moved = false;
    for (const [index, one] of spread.entries()) {
      for (const other of spread.slice(index + 1)) {
        const apart = Math.hypot(other.x - one.x, other.y - one.y);
        if (apart >= distance - NEARLY) continue;
        moved = true;
        // At one spot there is no direction to go in: each pair takes one of its own.
        const angle = apart < NEARLY ? index + 1 : Math.atan2(other.y - one.y, other.x - one.x);
        const push = (distance - apart) / 2;
        one.x -= Math.cos(angle) * push;
        one.y -= Math.sin(angle) * push;
        other.x += Math.cos(angle) * push;
        other.y += Math.sin(angle) * push;
      }
    }
    for (const point of spread) {
      point.x = Math.min(Math.max(point.x, margin), width - margin);
      point.y = Math.min(Math.max(point.y, margin), height - margin);
    }
  }
  return spread;
}

const PASSES_MAXIMUM = 100;
const NEARLY = 0.5;

/** A point per so many millionths of a degree (about 2 m): two doors of one street are not drawn at opposite ends. */
const LARGEST_SCALE = 1 / 20;

const bounds = (values: readonly number[]): readonly [number, number] => [Math.min(...values), Math.max(...values)];
