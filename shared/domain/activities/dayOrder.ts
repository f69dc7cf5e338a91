/**
 * The order of a day's visits: what was done comes first as it happened, then where one is now, then what is left. Of what is left, visits that
 * somebody put in order by hand stand as they were put, agreed times stand in time, and the others come where the way grows least.
 */
import { instantFromMilliseconds, type Instant } from '../../base/clock.ts';
import { insertStops, routeLength, type Place, type RouteStop } from './route.ts';

export interface OrderedVisit extends RouteStop {
  /** `due` is owed by a plan and stands in no record yet. */
  readonly state: 'due' | 'planned' | 'here' | 'done';
  /** Agreed with somebody; null for one that may be at any time of the day. */
  readonly agreedAt: Instant | null;
  /** When it was done, or when the visitor came. */
  readonly happenedAt: Instant | null;
  readonly routeOrder: string | null;
}

/** Every visit once, in the order of the day. */
export function orderOfDay<Visit extends OrderedVisit>(visits: readonly Visit[]): Visit[] {
  const past = visits
    .filter(({ state }) => state === 'done')
    .toSorted(
      (one, other) => compareText(one.happenedAt ?? '', other.happenedAt ?? '') || compareText(one.id, other.id),
    );
  const here = visits
    .filter(({ state }) => state === 'here')
    .toSorted(
      (one, other) => compareText(one.happenedAt ?? '', other.happenedAt ?? '') || compareText(one.id, other.id),
    );
  const open = visits.filter(({ state }) => state === 'due' || state === 'planned');
  const standing = withAgreedTimes(
    open.filter(({ routeOrder }) => routeOrder !== null).toSorted(inOrderOfHand),
    open.filter(({ routeOrder, agreedAt }) => routeOrder === null && agreedAt !== null),
  );
  const loose = open.filter(({ routeOrder, agreedAt }) => routeOrder === null && agreedAt === null);
  return [...past, ...here, ...insertStops(standing, loose, placeNow(past, here))];
}

/** How far it still is, in metres: from where one was last along everything that is left. */
export function lengthLeft(order: readonly OrderedVisit[]): number {
  const past = order.filter(({ state }) => state === 'done');
  const here = order.filter(({ state }) => state === 'here');
  return routeLength(
    order.filter(({ state }) => state === 'due' || state === 'planned'),
    placeNow(past, here),
  );
}

/**
 * When one may expect to be at each visit that is left, by id: one after the other from `from`, each taking `visitMinutes`, and never before an
 * agreed time.
 */
export function expectedTimes(
  order: readonly OrderedVisit[],
  { from, visitMinutes }: { readonly from: Instant; readonly visitMinutes: number },
): ReadonlyMap<string, Instant> {
  const times = new Map<string, Instant>();
  let next = Date.parse(from);
  for (const { id, state, agreedAt } of order) {
    if (state === 'done') continue;
    if (state !== 'here') {
      next = Math.max(next, agreedAt === null ? 0 : Date.parse(agreedAt));
      times.set(id, instantFromMilliseconds(next));
    }
    next += visitMinutes * 60_000;
  }
  return times;
}

/** The last place of which one knows: of the visit that goes on, else of the last one that is over. */
function placeNow(past: readonly OrderedVisit[], here: readonly OrderedVisit[]): Place | null {
  return [...past, ...here].findLast(({ position }) => position !== null)?.position ?? null;
}

/** Agreed visits that nobody put anywhere come before the first that was agreed for later. */
function withAgreedTimes<Visit extends OrderedVisit>(byHand: readonly Visit[], agreed: readonly Visit[]): Visit[] {
  const order = [...byHand];
  for (const visit of agreed.toSorted(inOrderOfTime)) {
    const place = order.findIndex((other) => other.agreedAt !== null && inOrderOfTime(visit, other) < 0);
    order.splice(place === -1 ? order.length : place, 0, visit);
  }
  return order;
}

const inOrderOfHand = (one: OrderedVisit, other: OrderedVisit): number =>
  compareText(one.routeOrder ?? '', other.routeOrder ?? '') || compareText(one.id, other.id);

const inOrderOfTime = (one: OrderedVisit, other: OrderedVisit): number =>
  compareText(one.agreedAt ?? '', other.agreedAt ?? '') || compareText(one.id, other.id);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
