import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceBetween, insertStops, routeLength, suggestOrder, type RouteStop } from './route.ts';

const at = (id: string, latitude: number, longitude: number, name = id): RouteStop => ({
  id,
  name,
  position: { latitude: latitude * 1_000_000, longitude: longitude * 1_000_000 },
});
const nowhere = (id: string, name = id): RouteStop => ({ id, name, position: null });
const idsOf = (stops: readonly RouteStop[]): string[] => stops.map(({ id }) => id);

const placeArbitrary = fc.record({
  latitude: fc.integer({ min: 35_500_000, max: 35_900_000 }),
  longitude: fc.integer({ min: 51_000_000, max: 51_700_000 }),
});
const stopsArbitrary: fc.Arbitrary<RouteStop[]> = fc.uniqueArray(
  fc.record({
    id: fc.string({ minLength: 1, maxLength: 4 }),
    name: fc.constantFrom('آبان', 'پارس', 'گلستان', 'یاس', 'Atlas'),
    position: fc.option(placeArbitrary, { freq: 5 }),
  }),
  { selector: ({ id }) => id, maxLength: 14 },
);
const startArbitrary = fc.option(placeArbitrary);

describe('a distance', () => {
  it('is that of a great circle: Tehran to Isfahan about 335 km, a degree of latitude about 111 km', () => {
    const tehran = { latitude: 35_689_000, longitude: 51_389_000 };
    const isfahan = { latitude: 32_655_000, longitude: 51_668_000 };
    expect(distanceBetween(tehran, isfahan) / 1_000).toBeCloseTo(338.4, 0);
    expect(distanceBetween({ latitude: 0, longitude: 0 }, { latitude: 1_000_000, longitude: 0 })).toBeCloseTo(
      111_195,
      0,
    );
  });
});

describe('the suggested order', () => {
  it('goes along a street instead of to and fro, from where one is', () => {
    const street = [at('c', 35.7, 51.43), at('a', 35.7, 51.41), at('d', 35.7, 51.44), at('b', 35.7, 51.42)];
    expect(idsOf(suggestOrder(street, { latitude: 35_700_000, longitude: 51_400_000 }))).toEqual(['a', 'b', 'c', 'd']);
    expect(idsOf(suggestOrder(street, { latitude: 35_700_000, longitude: 51_500_000 }))).toEqual(['d', 'c', 'b', 'a']);
  });

  it('undoes a crossing that the nearest next walks into', () => {
    const stops = [at('1', 35.7, 51.41), at('2', 35.7, 51.399), at('3', 35.7, 51.45)];
    const start = { latitude: 35_700_000, longitude: 51_400_000 };
    expect(idsOf(suggestOrder(stops, start))).toEqual(['2', '1', '3']);
  });

  it('puts stops without a position at the end, by name as Persian sorts it', () => {
    const stops = [nowhere('3', 'گلستان'), nowhere('2', 'پارس'), at('1', 35.7, 51.4, 'یاس')];
    expect(idsOf(suggestOrder(stops))).toEqual(['1', '2', '3']);
  });

  it('holds each stop exactly once', () => {
    fc.assert(
      fc.property(stopsArbitrary, startArbitrary, (stops, start) => {
        expect(idsOf(suggestOrder(stops, start)).toSorted()).toEqual(idsOf(stops).toSorted());
      }),
    );
  });

  it('is never longer than the order by name', () => {
    fc.assert(
      fc.property(stopsArbitrary, startArbitrary, (stops, start) => {
        const naive = suggestOrder(
          stops.map((stop) => ({ ...stop, position: null })),
          start,
        ).map(({ id }) => stops.find((stop) => stop.id === id) ?? nowhere(id));
        expect(routeLength(suggestOrder(stops, start), start)).toBeLessThanOrEqual(routeLength(naive, start) + 0.01);
      }),
    );
  });

  it('has no part that would be shorter the other way round', () => {
    fc.assert(
      fc.property(stopsArbitrary, startArbitrary, (stops, start) => {
        const order = suggestOrder(stops, start).filter(({ position }) => position !== null);
        const length = routeLength(order, start);
        for (let from = 0; from < order.length; from += 1) {
          for (let to = from + 1; to < order.length; to += 1) {
            const turned = order.toSpliced(from, to - from + 1, ...order.slice(from, to + 1).toReversed());
            expect(routeLength(turned, start)).toBeGreaterThan(length - 0.01);
          }
        }
      }),
    );
  });

  it('is the same whatever order the stops come in', () => {
    fc.assert(
      fc.property(stopsArbitrary, startArbitrary, fc.integer(), (stops, start, turn) => {
        const cut = stops.length === 0 ? 0 : Math.abs(turn) % stops.length;
        const turned = [...stops.slice(cut), ...stops.slice(0, cut)].toReversed();
        expect(idsOf(suggestOrder(turned, start))).toEqual(idsOf(suggestOrder(stops, start)));
      }),
    );
  });
});

describe('stops that are put into an order that stands', () => {
  it('leave it as it is, and come where the way grows least', () => {
    const standing = [at('b', 35.7, 51.44), at('a', 35.7, 51.41)];
    const added = [at('x', 35.7, 51.425), nowhere('n'), at('y', 35.7, 51.39)];
    expect(idsOf(insertStops(standing, added))).toEqual(['b', 'x', 'a', 'y', 'n']);
  });

  it('holds each stop once, with the standing ones in their order', () => {
    fc.assert(
      fc.property(stopsArbitrary, startArbitrary, fc.nat({ max: 14 }), (stops, start, count) => {
        const standing = stops.slice(0, count);
        const order = idsOf(insertStops(standing, stops.slice(count), start));
        expect(order.toSorted()).toEqual(idsOf(stops).toSorted());
        expect(order.filter((id) => standing.some((stop) => stop.id === id))).toEqual(idsOf(standing));
      }),
    );
  });

  it('puts one stop where the whole way is shortest, wherever else it were put, and into days of hundreds as well', () => {
    fc.assert(
      fc.property(stopsArbitrary, placeArbitrary, startArbitrary, (standing, position, start) => {
        const added = { id: 'the one that is added', name: 'x', position };
        const order = insertStops(standing, [added], start);
        if (standing.every((stop) => stop.position === null)) return;
        const lengths = [...standing.keys(), standing.length].map((place) =>
          routeLength(standing.toSpliced(place, 0, added), start),
        );
        expect(routeLength(order, start)).toBeLessThan(Math.min(...lengths) + 0.01);
      }),
    );
    const many = Array.from({ length: 300 }, (_, place) =>
      at(`many ${place}`, 35.5 + ((place * 37) % 400) / 1_000, 51 + ((place * 91) % 700) / 1_000),
    );
    const [first, ...others] = many;
    if (!first) throw new Error('no stops');
    expect(idsOf(insertStops([first], others)).toSorted()).toEqual(idsOf(many).toSorted());
    expect(routeLength(suggestOrder(many))).toBeLessThan(routeLength(many));
  });
});
