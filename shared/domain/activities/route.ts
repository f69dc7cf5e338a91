/**
 * A suggested order for the places of a day, by distance alone and without any map: great circles, the nearest next, then crossings undone
 * (2-opt). The same stops give the same order on every machine. Positions are in degrees × 1,000,000, distances in metres.
 */
import { persianSortKey } from '../../base/text.ts';

export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

export interface RouteStop {
  readonly id: string;
  readonly name: string;
  /** null where nobody has noted it: such a stop comes behind the others. */
  readonly position: Place | null;
}

const EARTH_RADIUS = 6_371_008.8;
const radians = (millionths: number): number => (millionths / 1_000_000) * (Math.PI / 180);

/** Along a great circle (haversine). */
export function distanceBetween(one: Place, other: Place): number {
  const [latitude, otherLatitude] = [radians(one.latitude), radians(other.latitude)];
  const half = Math.sin((otherLatitude - latitude) / 2) ** 2;
  const across = Math.sin((radians(other.longitude) - radians(one.longitude)) / 2) ** 2;
  const chord = half + Math.cos(latitude) * Math.cos(otherLatitude) * across;
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** From stop to stop in the order given, and from `start` where there is one. Stops without a position are passed over. */
export function routeLength(stops: readonly RouteStop[], start: Place | null = null): number {
  let length = 0;
  let here = start;
  for (const { position } of stops) {
    if (position === null) continue;
    if (here !== null) length += distanceBetween(here, position);
    here = position;
  }
  return length;
}

/**
 * Every stop once: those with a position along a short way from `start` (or from wherever is best), then the others by name. Never longer
 * than by name.
 */
export function suggestOrder<Stop extends RouteStop>(stops: readonly Stop[], start: Place | null = null): Stop[] {
  const byName = stops.toSorted(inOrderOfNames);
  const placed = byName.filter(({ position }) => position !== null);
  const others = byName.filter(({ position }) => position === null);
  const firsts = start !== null || placed.length > STOPS_TRIED_AS_FIRST ? [null] : [null, ...placed];
  const ways = [placed, ...firsts.map((first) => nearestNext(placed, start, first))].map((way) =>
    withoutCrossings(way, start),
  );
  const best = ways.reduce((shortest, way) => (isShorter(way, shortest, start) ? way : shortest), placed);
  return [...best, ...others];
}

/**
 * Puts stops into an order that stands already (made by hand, or of agreed times): each at the place where it makes the way the least longer,
 * the ones whose place is clearest first; those without a position behind the others, by name.
 */
export function insertStops<Stop extends RouteStop>(
  standing: readonly Stop[],
  added: readonly Stop[],
  start: Place | null = null,
): Stop[] {
  if (standing.every(({ position }) => position === null)) return [...standing, ...suggestOrder(added, start)];
  const order = [...standing];
  for (const stop of suggestOrder(added, start)) order.splice(cheapestPlace(order, stop, start), 0, stop);
  return order;
}

/** More than this many, and only the start is tried as the first: a day has some twenty. */
const STOPS_TRIED_AS_FIRST = 40;
/** Shorter by less than a millimetre is rounding. */
const LEAST_GAIN = 0.001;
/** Each pass only shortens; so many are never needed for a day. */
const PASSES_MAXIMUM = 50;
/** Turns that are weighed, a few tenths of a second of them: a day of twenty needs some thousand; a way of a thousand stops stays as far as it came. */
const TURNS_WEIGHED_MAXIMUM = 500_000;

function nearestNext<Stop extends RouteStop>(stops: readonly Stop[], start: Place | null, first: Stop | null): Stop[] {
  const left = [...stops];
  const order: Stop[] = [];
  let here = start;
  if (first !== null) {
    order.push(...left.splice(left.indexOf(first), 1));
    here = first.position;
  }
  while (left.length > 0) {
    const from = here;
    const distances = left.map(({ position }) => (from && position ? distanceBetween(from, position) : 0));
    const next = distances.indexOf(Math.min(...distances));
    const [stop] = left.splice(next, 1);
    if (!stop) break;
    order.push(stop);
    here = stop.position;
  }
  return order;
}

/** Turns a part of the way round wherever that makes the whole shorter, until nothing does. */
function withoutCrossings<Stop extends RouteStop>(way: readonly Stop[], start: Place | null): Stop[] {
  const order = [...way];
  const leg = (from: Place | null | undefined, to: Place | null | undefined): number =>
    from && to ? distanceBetween(from, to) : 0;
  const placeAt = (index: number): Place | null | undefined => (index < 0 ? start : order[index]?.position);
  let weighed = 0;
  for (let pass = 0, improved = true; improved && pass < PASSES_MAXIMUM; pass += 1) {
    improved = false;
    for (let from = 0; from < order.length - 1 && weighed < TURNS_WEIGHED_MAXIMUM; from += 1) {
      weighed += order.length - from;
      for (let to = from + 1; to < order.length; to += 1) {
        const now = leg(placeAt(from - 1), placeAt(from)) + leg(placeAt(to), placeAt(to + 1));
        const turned = leg(placeAt(from - 1), placeAt(to)) + leg(placeAt(from), placeAt(to + 1));
        if (turned > now - LEAST_GAIN) continue;
        order.splice(from, to - from + 1, ...order.slice(from, to + 1).toReversed());
        improved = true;
      }
    }
  }
  return order;
}

const isShorter = (way: readonly RouteStop[], than: readonly RouteStop[], start: Place | null): boolean =>
  routeLength(way, start) < routeLength(than, start) - LEAST_GAIN;

/** Looked at leg by leg: of a way of a thousand stops no other one is measured anew. */
function cheapestPlace(order: readonly RouteStop[], stop: RouteStop, start: Place | null): number {
  const { position } = stop;
  if (position === null) return order.length;
  const nextKnown = knownPlacesAhead(order);
  let before = start;
  let best = order.length;
  let least = Infinity;
  for (let place = 0; place <= order.length; place += 1) {
    const after = nextKnown[place] ?? null;
    const longer =
      (before ? distanceBetween(before, position) : 0) +
      (after ? distanceBetween(position, after) : 0) -
      (before && after ? distanceBetween(before, after) : 0);
    if (longer < least - LEAST_GAIN) {
      best = place;
      least = longer;
    }
    before = order[place]?.position ?? before;
  }
  return best;
}

/** Of each place in an order the first position from there on. */
function knownPlacesAhead(order: readonly RouteStop[]): readonly (Place | null)[] {
  const ahead: (Place | null)[] = [];
  let next: Place | null = null;
  for (let place = order.length - 1; place >= 0; place -= 1) {
    next = order[place]?.position ?? next;
    ahead[place] = next;
  }
  return ahead;
}

function inOrderOfNames(one: RouteStop, other: RouteStop): number {
  return compareText(persianSortKey(one.name), persianSortKey(other.name)) || compareText(one.id, other.id);
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
