/** Which groups of a device are a group's own ancestors. In an unbranched chain: all with a smaller number. */
import type { RecordId } from '../../../shared/base/id.ts';
import type { Transaction } from '../../store/database.ts';
import type { ReceivedGroup } from './receive.ts';

export interface Ancestry {
  /** Was `hash` (number `n` of `device`) written earlier in the same chain as the item? */
  isOwnEarlier(item: ReceivedGroup, device: RecordId | null, hash: string | null): boolean;
}

/** Chains are walked only for devices that have branched: a restored or a cloned one. */
export async function readAncestry(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  branched: ReadonlySet<RecordId>,
): Promise<Ancestry> {
  const parents = new Map<string, string | null>(groups.map(({ hash, group }) => [hash, group.parent]));
  if (branched.size > 0) {
    const rows = await transaction.rows<{ hash: string; parent: string | null }>(
      'SELECT hash, parent FROM ledger WHERE device = ANY($1::uuid[])',
      [[...branched]],
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
      if (device !== item.group.device || hash === null) return false;
      return branched.has(device) ? hash === item.hash || ancestorsOf(item).has(hash) : true;
    },
  };
}
