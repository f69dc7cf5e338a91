/** Verdicts and leases in the words of the contract: what windows are told. */
import { instantFromMilliseconds, instantToMilliseconds } from '../../../shared/base/clock.ts';
import type { LockReason, SessionLease } from '../../../shared/contract/session.ts';
import type { Lease } from '../../../shared/sync/lease.ts';
import type { Verdict } from './judge.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** null when nothing locks it. @param version Of this program. */
export function lockReason(verdict: Verdict, version: string): LockReason | null {
  switch (verdict.state) {
    case 'valid':
      return null;
    case 'expired':
    // One contact opens it again, as long as it is there.
    case 'ranOut':
      return { reason: 'expired', until: instantFromMilliseconds(verdict.until) };
    case 'outOfHours':
      return {
        reason: 'outOfHours',
        opensAt: verdict.opensAt === null ? null : instantFromMilliseconds(verdict.opensAt),
      };
    case 'clockBack':
      return { reason: 'clockBack', latestSeen: instantFromMilliseconds(verdict.latestSeen) };
    case 'versionTooOld':
      return { reason: 'versionTooOld', minimum: verdict.minimum, version };
    case 'suspended':
      return { reason: 'suspended', since: instantFromMilliseconds(verdict.since) };
    case 'wipe':
      return {
        reason: 'wipe',
        since: verdict.order.orderedAt,
        politely: verdict.manner === 'politely',
      };
  }
}

/**
 * In whole hours but for `locksAt`: a lease is renewed with every contact, and no window has to hear of each.
 * @param now Milliseconds.
 */
export function describeLease(lease: Lease, verdict: Verdict, now: number): SessionLease {
  const until = instantToMilliseconds(lease.until);
  return {
    issuedAt: wholeHour(instantToMilliseconds(lease.issuedAt)),
    until: wholeHour(until),
    daysLeft: Math.max(0, Math.floor((until - now) / DAY)),
    // The end of the lease moves on with each contact; the end of the working hours does not.
    locksAt:
      verdict.state === 'valid' && verdict.locksAt !== null && verdict.locksAt < until
        ? instantFromMilliseconds(verdict.locksAt)
        : wholeHour(until),
    graceDays: lease.graceDays,
    workingHours: lease.workingHours,
  };
}

const wholeHour = (milliseconds: number): string => instantFromMilliseconds(Math.floor(milliseconds / HOUR) * HOUR);
