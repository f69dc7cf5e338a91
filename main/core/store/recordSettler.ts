/**
 * Brings one record from what the server says and what is unconfirmed here to the row that is shown. Every road of sync ends here: a
 * checkpoint, an answer to a push, a purge.
 */
import type { RecordImage, RecordReference, ScopeId } from '../../../shared/domain/record.ts';
import { imageOf, type BaseRecords } from './baseRecords.ts';
import type { Memberships } from './memberships.ts';
import type { OutboxTable } from './outboxTable.ts';
import type { RecordRoad } from './recordRoad.ts';
import type { Catalogue } from './recordTables.ts';
import { replayPending } from './replayPending.ts';

export interface SettlerParts {
  readonly road: RecordRoad;
  readonly outbox: OutboxTable;
  readonly base: BaseRecords;
  readonly memberships: Memberships;
  readonly catalogue: Catalogue;
}

/** What comes in for one record. */
export interface Incoming {
  /** The server's image, undefined when only memberships or the outbox moved. */
  readonly image?: RecordImage;
  /** The image counts even if its version is lower: the scope was fetched from zero. */
  readonly isAuthoritative?: boolean;
  readonly join?: readonly ScopeId[];
  readonly leave?: readonly ScopeId[];
  /** Serial of the checkpoint that lists it. */
  readonly listed?: number;
}

/** Inside the caller's transaction; digests are flushed by the caller. */
export function settleRecord(parts: SettlerParts, reference: RecordReference, incoming: Incoming): void {
  const { road, outbox, base, memberships } = parts;
  const before = road.read(reference);
  const kept = base.read(reference);
  const oldBase = kept ? kept.image : before ? imageOf(before) : null;
  const oldScopes = memberships.scopesOf(reference);
  const scopes = moveMemberships(memberships, reference, oldScopes, incoming);
  const operations = outbox.pendingOperations(reference);
  const isUnsent = operations.some(({ state }) => state === 'pending' || state === 'waiting');

  const newest = newerImage(oldBase, incoming);
  // Unsent work keeps its record until it has been sent; then a record goes with its last scope.
  const newBase = scopes.length > 0 || isUnsent ? newest : null;
  memberships.recount(reference, { scopes: oldScopes, base: oldBase }, { scopes, base: newBase });

  if (operations.length === 0) {
    if (kept) base.remove(reference);
    if (newBase === null) {
      if (before) road.remove(before);
    } else if (before === null || before.pending || incoming.image) road.put(before, newBase, false);
    return;
  }
  base.write(reference, newBase);
  const shown = replayPending(newBase, operations, parts.catalogue);
  if (shown) road.put(before, shown, true);
  else if (before) road.remove(before);
}

/**
 * The short way for a record of the server that is not here yet, while nothing here is unconfirmed: then it has no row, no base, no scope and
 * no read model. False, and nothing is changed, when it is here after all.
 */
export function settleNewRecord(
  { road, memberships }: SettlerParts,
  image: RecordImage,
  scope: ScopeId,
  listed: number,
): boolean {
  if (!road.insert(image)) return false;
  memberships.add(image, scope, listed);
  memberships.recount(image, { scopes: [], base: null }, { scopes: [scope], base: image });
  return true;
}

function moveMemberships(
  memberships: Memberships,
  reference: RecordReference,
  old: readonly ScopeId[],
  incoming: Incoming,
): ScopeId[] {
  const scopes = new Set(old);
  for (const scope of incoming.leave ?? []) {
    if (scopes.delete(scope)) memberships.remove(reference, scope);
  }
  for (const scope of incoming.join ?? []) {
    scopes.add(scope);
    memberships.add(reference, scope, incoming.listed ?? 0);
  }
  return [...scopes];
}

function newerImage(old: RecordImage | null, { image, isAuthoritative = false }: Incoming): RecordImage | null {
  if (!image) return old;
  return old === null || isAuthoritative || image.version >= old.version ? image : old;
}
