/**
 * Work of a device that the company has stopped: suspended, to be wiped at once, erased or revoked. What its key signs may have been written since, by whoever
 * holds the disk, and nobody can tell it from what was signed before. So it is taken, from whoever brings it, and held for somebody to let through: nothing
 * of it is lost, and nothing counts unseen. A device that is to be wiped politely hands in its work, and that counts.
 */
import type { RecordId } from '../../../shared/base/id.ts';
import type { DeviceChain, DeviceStop } from '../../auth/devices.ts';
import type { Transaction } from '../../store/database.ts';
import { groupsSeenBy, type KnownChains } from './chain.ts';
import type { Parking } from './applyGroup.ts';
import type { ReceivedGroup } from './receive.ts';

/** The cause by which such work is found again. */
export const DEVICE_STOPPED = 'device_stopped';

export const parkStopped = (stop: DeviceStop): Parking => ({
  reason: 'permission_denied',
  facts: { cause: DEVICE_STOPPED, standing: stop },
});

export const isHeldForStop = ({ facts }: { readonly facts: Readonly<Record<string, string>> }): boolean =>
  facts['cause'] === DEVICE_STOPPED;

/**
 * The groups that are held for it, keyed by hash. Not those that were here before the stop, waiting for something; nor what such a group was built on: it
 * names the hash of that, so that was written before it, whoever brings it.
 */
export async function findStopped(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  chains: ReadonlyMap<RecordId, DeviceChain>,
  known: KnownChains,
): Promise<ReadonlyMap<string, DeviceStop>> {
  const stopOf = ({ group }: ReceivedGroup): DeviceStop | null => chains.get(group.device)?.stopped ?? null;
  if (groups.every((item) => stopOf(item) === null)) return new Map();
  const earlier = await readEarlier(transaction, groups, known);
  const stopped = new Map<string, DeviceStop>();
  // The last first: each tells of those before it.
  for (const item of groups.toSorted((one, other) => other.group.n - one.group.n)) {
    const stop = stopOf(item);
    if (earlier.has(item.hash)) {
      for (const hash of [item.group.parent, ...groupsSeenBy(item)]) if (hash !== null) earlier.add(hash);
    } else if (stop !== null && !known.ledger.has(item.hash)) stopped.set(item.hash, stop);
  }
  return stopped;
}

/** Hashes of groups of the batch that were here before the stop, or that something which was waits for. */
async function readEarlier(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  { waiting }: KnownChains,
): Promise<Set<string>> {
  const rows = await transaction.rows<{ hash: string }>(
    'SELECT waits_for AS hash FROM waiting_groups WHERE waits_for = ANY($1) AND device = ANY($2::uuid[]) AND NOT stopped',
    [groups.map(({ hash }) => hash), [...new Set(groups.map(({ group }) => group.device))]],
  );
  const here = groups.filter(({ hash }) => waiting.get(hash)?.stopped === false);
  return new Set([...rows, ...here].map(({ hash }) => hash));
}
