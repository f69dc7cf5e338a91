import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectRoute, spreadPoints } from './projectRoute.ts';

const size = { width: 400, height: 300, margin: 20 };
const place = (latitude: number, longitude: number) => ({
  latitude: latitude * 1_000_000,
  longitude: longitude * 1_000_000,
});

describe('places on a sketch', () => {
  it('lie north above and east to the right, whatever the language reads', () => {
    const [south, north, east] = projectRoute([place(35, 51), place(36, 51), place(35, 52)], size);
    expect(north?.y).toBeLessThan(south?.y ?? 0);
    expect(east?.x).toBeGreaterThan(south?.x ?? 0);
  });

  it('keep their shape: a degree of longitude at 60° is half as wide as one of latitude is high', () => {
    const [a, b, c] = projectRoute([place(60, 10), place(60.01, 10), place(60, 10.01)], size);
    expect(((c?.x ?? 0) - (a?.x ?? 0)) / ((a?.y ?? 0) - (b?.y ?? 0))).toBeCloseTo(0.5, 2);
  });

  it('stand in the middle when there is one', () => {
    expect(projectRoute([place(35.7, 51.4)], size)).toEqual([{ x: 200, y: 150 }]);
    expect(projectRoute([], size)).toEqual([]);
  });

  it('all lie inside the margins', () => {
    const placeArbitrary = fc.record({
      latitude: fc.integer({ min: -90_000_000, max: 90_000_000 }),
      longitude: fc.integer({ min: -180_000_000, max: 180_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(placeArbitrary, { maxLength: 30 }), (places) => {
        for (const { x, y } of projectRoute(places, size)) {
          expect(x).toBeGreaterThanOrEqual(20 - 0.01);
          expect(x).toBeLessThanOrEqual(380.01);
          expect(y).toBeGreaterThanOrEqual(20 - 0.01);
          expect(y).toBeLessThanOrEqual(280.01);
        }
      }),
    );
  });
});

describe('points that lie on top of each other', () => {
  it('come apart until their numbers can be read, and stay inside the margins', () => {
    const pointArbitrary = fc.record({ x: fc.integer({ min: 20, max: 380 }), y: fc.integer({ min: 20, max: 280 }) });
    fc.assert(
      fc.property(fc.array(pointArbitrary, { maxLength: 12 }), (points) => {
        const spread = spreadPoints(points, size, 24);
        for (const [index, one] of spread.entries()) {
          expect(one.x).toBeGreaterThanOrEqual(20);
          expect(one.y).toBeLessThanOrEqual(280);
          for (const other of spread.slice(index + 1))
            expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(18);
        }
      }),
    );
  });

  it('are left where they are when they are far enough apart', () => {
    const points = [
      { x: 40, y: 40 },
      { x: 90, y: 40 },
    ];
    expect(spreadPoints(points, size, 24)).toEqual(points);
  });
});
