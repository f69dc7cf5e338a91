/**
 * May this copy be open now? Pure: what the server signed, what this machine has seen, and the clock. The clock alone never costs more than a wait: one that
 * says 2036 ends the lease, and when it is set right again everything goes on. What may end the copy is an order of the server, or running time, which no
 * clock can make go faster.
 */
import { instantToMilliseconds } from '../../../shared/base/clock.ts';
import { isOlderVersion, isOrderNewer, type Lease, type Order } from '../../../shared/sync/lease.ts';
import { openUntil, opensNext } from '../../../shared/sync/workingHours.ts';

/** What is known of one copy. Times in milliseconds. */
export interface LeaseFacts {
  /** null: no server that gives leases was met yet. */
  readonly lease: Lease | null;
  /** The last that was ordered about it, as far as is known here. */
  readonly order: Order | null;
  /** The server's clock less this machine's when the lease came. */
  readonly clockOffset: number;
  /** The highest time that was seen while the lease was good, by the server's clock. */
  readonly latestSeen: number;
  /** How long the program has run on this machine since the lease came, whatever its clock said. */
  readonly running: number;
  /** What it may have run besides, in runs that ended without a word: they cost the lease time, and never the copy. */
  readonly charged: number;
}

export type Verdict =
  | { readonly state: 'valid'; readonly locksAt: number | null }
  | { readonly state: 'expired'; readonly until: number }
  | { readonly state: 'outOfHours'; readonly opensAt: number | null }
  | { readonly state: 'clockBack'; readonly latestSeen: number }
  | { readonly state: 'versionTooOld'; readonly minimum: string }
  | { readonly state: 'suspended'; readonly since: number }
  | { readonly state: 'wipe'; readonly manner: 'politely' | 'atOnce'; readonly order: Order }
  /** Nobody ordered it; the lease and its grace are over by running time. */
  | { readonly state: 'ranOut'; readonly until: number };

/** A clock may be put back so far without a word: what a time server does, and a person who looks at a wall. */
export const CLOCK_TOLERANCE = 10 * 60_000;
const DAY = 86_400_000;

/**
 * @param now This machine's clock, in milliseconds.
 * @param version Of the program; null: not known, then it is not judged.
 */
export function judge(facts: LeaseFacts, now: number, version: string | null): Verdict {
  const { lease, order, running, charged } = facts;
  const ordered = order && (!lease || isOrderNewer(order, lease)) ? orderToVerdict(order) : null;
  if (ordered) return ordered;
  if (!lease) return { state: 'valid', locksAt: null };
  const [issuedAt, until] = [instantToMilliseconds(lease.issuedAt), instantToMilliseconds(lease.until)];
  const length = until - issuedAt;
  if (lease.graceDays !== null && running >= length + lease.graceDays * DAY) return { state: 'ranOut', until };
  const byClock = timeOf(facts, now);
  if (byClock === null) return { state: 'clockBack', latestSeen: facts.latestSeen };
  // A clock that stands still, or is put back before each run, lengthens neither the lease nor the day.
  const time = Math.max(byClock, issuedAt + running + charged);
  if (time >= until) return { state: 'expired', until };
  if (lease.minimumVersion !== null && version !== null && isOlderVersion(version, lease.minimumVersion))
    return { state: 'versionTooOld', minimum: lease.minimumVersion };
  if (lease.workingHours === null) return { state: 'valid', locksAt: until };
  const closes = openUntil(lease.workingHours, time);
  if (closes === null) return { state: 'outOfHours', opensAt: opensNext(lease.workingHours, time) };
  return { state: 'valid', locksAt: Math.min(until, closes) };
}

/** What {@link LeaseFacts.latestSeen} becomes by looking at the clock now: higher while the lease is good, else as it was. */
export function raiseLatestSeen(facts: LeaseFacts, now: number): number {
  const time = timeOf(facts, now);
  const isGood = facts.lease !== null && time !== null && time < instantToMilliseconds(facts.lease.until);
  return isGood ? Math.max(facts.latestSeen, time) : facts.latestSeen;
}

/**
 * The time by the server's clock: this machine's, less what it was wrong when the lease came; so a wrong clock does not make a lease longer. Or this machine's own
 * reading, when somebody has set a clock right that had been ahead. null when both lie behind what was seen already.
 */
function timeOf({ clockOffset, latestSeen }: LeaseFacts, now: number): number | null {
  const earliest = latestSeen - CLOCK_TOLERANCE;
  if (now + clockOffset >= earliest) return now + clockOffset;
  return now >= earliest ? now : null;
}

function orderToVerdict(order: Order): Verdict | null {
  switch (order.act) {
    case 'lift':
      return null;
    case 'suspend':
      return { state: 'suspended', since: instantToMilliseconds(order.orderedAt) };
    case 'wipePolitely':
      return { state: 'wipe', manner: 'politely', order };
    case 'wipeAtOnce':
      return { state: 'wipe', manner: 'atOnce', order };
  }
}
