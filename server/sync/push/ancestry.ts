/** Which groups of a device's line are a group's own ancestors. In an unbranched chain: all with a smaller number. */
import type { RecordId } from '../../../shared/base/id.ts';
import type { DeviceChain } from '../../auth/devices.ts';
import type { Transaction } from '../../store/database.ts';
import type { ReceivedGroup } from './receive.ts';

export interface Ancestry {
  /** Was `hash` (of `device`) written earlier in the same chain as the item? A chain goes on through the identities of a line. */
  isOwnEarlier(item: ReceivedGroup, device: RecordId | null, hash: string | null): boolean;
}

/**
 * Chains are walked only where there is more than one in a line: of a restored or a cloned device.
 * @param chains As locked: with every identity of each line.
 */
export async function readAncestry(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  branched: ReadonlySet<RecordId>,
  chains: ReadonlyMap<RecordId, Pick<DeviceChain, 'line'>>,
): Promise<Ancestry> {
  const lineOf = (device: RecordId): RecordId => chains.get(device)?.line ?? device;
  const forked = new Set([...branched].map(lineOf));
  const seen = new Set<RecordId>();
  for (const { line } of chains.values()) (seen.has(line) ? forked : seen).add(line);
  const walked = [...chains.keys()].filter((device) => forked.has(lineOf(device)));

  const parents = new Map<string, string | null>(groups.map(({ hash, group }) => [hash, group.parent]));
  if (walked.length > 0) {
    const rows = await transaction.rows<{ hash: string; parent: string | null }>(
      'SELECT hash, parent FROM ledger WHERE device = ANY($1::uuid[])',
      [walked],
    );
    for (const { hash, parent } of rows) parents.set(hash, parent);
  }
  const ancestors = new Map<string, ReadonlySet<string>>();
  const ancestorsOf = (item: ReceivedGroup): ReadonlySet<string> => {
    const known = ancestors.get(item.hash);
    if (known) return known;
    const found = new Set<string>();
    for (let at = item.group.parent; at !== null && !found.has(at); at = parents.get(at) ?? null) found.add(at);
    ancestors.set(item.hash, found);
    return found;
  };
  return {
    isOwnEarlier(item, device, hash) {
      if (device === null || hash === null || lineOf(device) !== lineOf(item.group.device)) return false;
      return forked.has(lineOf(device)) ? hash === item.hash || ancestorsOf(item).has(hash) : true;
    },
  };
}
