/** A device's groups form its chain: what rests on a held one waits with it, and a group has seen what came before it in its own branch. */
import type { RecordOperation } from '../../shared/sync/operation.ts';
import type { World } from '../world.ts';
import { keyOf } from './deviceState.ts';
import type { LedgerEntry, ServerState } from './serverState.ts';

/** Hashes of everything that a group's own branch did before it. */
export function ancestorsOf(state: ServerState, { group }: Pick<LedgerEntry, 'group'>): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = group.parent; at !== null && !found.has(at); at = state.ledger.get(at)?.group.parent ?? null)
    found.add(at);
  return found;
}

/** Behind a held group nothing of its branch sets the same leaf, and what touches a record that it created is held for that. */
export function checkHeldChains({ report }: World, state: ServerState): void {
  const held = [...state.ledger.values()].filter(
    ({ outcome, reason }) => outcome === 'parked' && reason !== 'behind_parked',
  );
  for (const one of held) {
    const places = new Set(one.group.operations.flatMap(placesOf));
    const created = new Set(one.group.operations.filter(({ act }) => act === 'create').map(keyOf));
    for (const later of state.ledger.values()) {
      if (later.device !== one.device || later.n <= one.n || later.reason === 'behind_parked') continue;
      const rests =
        later.outcome === 'applied'
          ? later.group.operations.flatMap(placesOf).find((place) => places.has(place))
          : later.reason === 'unknown_record'
            ? later.group.operations.map(keyOf).find((key) => created.has(key))
            : undefined;
      if (rests !== undefined && ancestorsOf(state, later).has(one.hash))
        report('SYNC-41', `group ${later.n} of ${later.device} did not wait behind held group ${one.n}: ${rests}`);
    }
  }
}

/** The plain leaves that an operation sets. */
function placesOf(operation: RecordOperation): string[] {
  if (operation.act !== 'patch') return [];
  return operation.changes.flatMap((change) => (change.do === 'set' ? [`${keyOf(operation)} ${change.path}`] : []));
}
