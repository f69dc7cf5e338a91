/**
 * When the groups of a batch happened: by the clock of their device, put right by what it measured, never ahead of the server's, and never before the group that
 * each of them follows. A clock that is set back makes nothing undone: what is written under it counts from the latest moment of its chain, so that nobody
 * measures an order by the prices, the slices or the credit of a day that is over for them.
 */
import { instantFromMilliseconds, instantToMilliseconds, type Instant } from '../../../shared/base/clock.ts';
import type { OperationGroup } from '../../../shared/sync/operation.ts';
import type { KnownChains } from './chain.ts';
import type { ReceivedGroup } from './receive.ts';

/**
 * By hash. @param groups Every one behind its parent. @param now By the server's clock (milliseconds).
 * @throws PeyvandError `invalid_input` for a moment that there is not: the group is poison.
 */
export function momentsOf(
  groups: readonly Pick<ReceivedGroup, 'hash' | 'group'>[],
  { ledger }: Pick<KnownChains, 'ledger'>,
  now: number,
): ReadonlyMap<string, Instant> {
  const moments = new Map<string, Instant>();
  for (const { hash, group } of groups) {
    const before = moments.get(group.parent ?? '') ?? momentBefore({ group }, { ledger });
    const own = instantOf(group, now);
    moments.set(hash, before !== null && before > own ? before : own);
  }
  return moments;
}

/** When what it follows happened, of what was decided before; null where nothing is known of that. */
export const momentBefore = (
  { group }: Pick<ReceivedGroup, 'group'>,
  { ledger }: Pick<KnownChains, 'ledger'>,
): Instant | null => (group.parent === null ? null : (ledger.get(group.parent)?.happenedAt ?? null));

function instantOf({ occurredAt, clockOffset }: OperationGroup, now: number): Instant {
  const corrected = instantToMilliseconds(occurredAt) + clockOffset;
  return instantFromMilliseconds(Number.isSafeInteger(corrected) && corrected > 0 ? Math.min(corrected, now) : now);
}
