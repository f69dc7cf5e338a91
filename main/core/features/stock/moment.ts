/**
 * When something of stock happened, as this machine writes it down. The clocks of two machines differ, and a count holds against all that happened before it: so
 * what is written by somebody who has a count before them lies behind it, whatever their clock says (as hybrid logical clocks do it). A moment that lies far
 * ahead is somebody's broken clock, which the server puts right, and is not followed.
 */
import {
  instantFromMilliseconds,
  instantToMilliseconds,
  isInstant,
  type Instant,
} from '../../../../shared/base/clock.ts';
import type { Work } from '../procedures.ts';
import { latestMovementQuery } from './queries.ts';

const AHEAD_MAXIMUM = 86_400_000;

/** @param now By this machine's clock. @returns The same, or a moment behind the latest movement of these products at the place. */
export function momentBehind(work: Work, now: Instant, placeId: string, productIds: readonly string[]): Instant {
  const [row] = work.store.read.all<{ latest: string | null }>(latestMovementQuery, {
    placeId,
    products: JSON.stringify(productIds),
  });
  const latest = row?.latest ?? null;
  if (latest === null || latest < now || !isInstant(latest)) return now;
  const next = instantToMilliseconds(latest) + 1;
  return next > instantToMilliseconds(now) + AHEAD_MAXIMUM ? now : instantFromMilliseconds(next);
}
