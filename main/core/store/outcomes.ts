/** What the server said about groups of the outbox, and which of them must go to it (again). */
import type { GroupOutcome, HeadVector } from '../../../shared/sync/protocol.ts';
import type { RecordReference } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import { coverGroups, isCoveredByCursor } from './coverage.ts';
import type { Meta } from './meta.ts';
import { runToEnd } from './pacing.ts';
import { settleRecord, type SettlerParts } from './recordSettler.ts';

export interface OutcomeParts extends SettlerParts {
  readonly connection: Connection;
  readonly meta: Meta;
}

/** Inside the caller's transaction. Unknown hashes are of no group here and change nothing. */
export function writeOutcomes(parts: OutcomeParts, outcomes: readonly GroupOutcome[], cursor: HeadVector): void {
  const { connection, outbox } = parts;
  const settled = new Map<string, RecordReference>();
  for (const outcome of outcomes) {
    const written = writeOutcome(connection, outcome);
    // A group that was held and is applied after all is held no more: its records are shown anew.
    if (written === null || (outcome.outcome === 'applied' && !written.wasParked)) continue;
    for (const reference of outbox.referencesOf(written.n))
      settled.set(`${reference.collection}/${reference.id}`, reference);
  }
  for (const [key, reference] of coverGroups(parts, (covers) => isCoveredByCursor(covers, cursor), cursor))
    settled.set(key, reference);
  for (const reference of settled.values()) settleRecord(parts, reference, {});
  parts.memberships.flush();
  runToEnd(parts.road.settle());
}

/** The position of the group that was written, null when there was nothing to write. A covered group stays covered. */
function writeOutcome(connection: Connection, outcome: GroupOutcome): { n: number; wasParked: boolean } | null {
  const group = connection.get<{ n: number; state: string }>('SELECT n, state FROM outbox WHERE hash = ?', [
    outcome.hash,
  ]);
  if (!group || group.state === 'covered') return null;
  const { state, covers, reason } = stateOf(outcome);
  connection.run('UPDATE outbox SET state = ?, covers = ?, reason = ?, outcome = ? WHERE n = ?', [
    state,
    covers ? JSON.stringify(covers) : null,
    reason,
    JSON.stringify(outcome),
    group.n,
  ]);
  return { n: group.n, wasParked: group.state === 'parked' };
}

function stateOf(outcome: GroupOutcome): { state: OutboxEntryState; covers: HeadVector | null; reason: string | null } {
  switch (outcome.outcome) {
    case 'applied':
      return { state: 'acknowledged', covers: outcome.covers, reason: null };
    case 'parked':
      return { state: 'parked', covers: outcome.covers, reason: outcome.reason };
    case 'waiting':
      return { state: 'waiting', covers: null, reason: null };
    case 'refused':
      // Never stored by the server: it stays here, held and visible, until somebody decides. Nothing typed is lost.
      return { state: 'parked', covers: null, reason: 'refused' };
  }
}

type OutboxEntryState = 'acknowledged' | 'parked' | 'waiting';

/**
 * A restored server knows the chain only up to `n` (of the device's present identity; 0 = nothing): everything later goes to it again, and
 * everything there is when its group `n` is of another branch. Of earlier identities everything that is kept goes.
 * What had been covered keeps its effect in the base until bases of the new epoch arrive. Returns how many groups.
 */
export function requeueGroups(
  parts: OutcomeParts,
  device: string,
  last: { readonly n: number; readonly hash?: string },
): number {
  const { connection } = parts;
  const own = connection.get<{ hash: string }>('SELECT hash FROM outbox WHERE device = ? AND device_n = ?', [
    device,
    last.n,
  ]);
  const n = last.hash === undefined || own?.hash === last.hash ? last.n : 0;
  const groups = connection.all<{ n: number; state: string }>(
    `SELECT n, state FROM outbox WHERE (device <> ? OR device_n > ?) AND state IN ('acknowledged', 'covered', 'parked')`,
    [device, n],
  );
  requeue(parts, groups);
  return groups.length;
}

/** What the server did not even store goes to it once more: whoever asks for that has heard that something changed there. Returns how many groups. */
export function requeueRefused(parts: OutcomeParts): number {
  const groups = parts.connection.all<{ n: number; state: string }>(
    `SELECT n, state FROM outbox WHERE state = 'parked' AND reason = 'refused'`,
  );
  requeue(parts, groups);
  return groups.length;
}

function requeue(
  { connection, outbox, road, base }: OutcomeParts,
  groups: readonly { readonly n: number; readonly state: string }[],
): void {
  for (const group of groups) {
    connection.run(`UPDATE outbox SET state = 'pending', covers = NULL, reason = NULL WHERE n = ?`, [group.n]);
    connection.run('DELETE FROM outbox_covered WHERE n = ?', [group.n]);
    for (const reference of outbox.referencesOf(group.n)) {
      const row = road.read(reference);
      if (!row) continue;
      base.keep(row, reference);
      road.setPending(row, true);
      if (group.state === 'parked') road.noteHeld(row);
    }
  }
}

/** Groups that wait for their cover stop counting on a scope that is gone. */
export function forgetScopeInCovers(connection: Connection, scope: string): void {
  const groups = connection.all<{ n: number; covers: string }>(
    `SELECT n, covers FROM outbox WHERE state = 'acknowledged' AND covers IS NOT NULL`,
  );
  for (const { n, covers } of groups) {
    const { [scope]: gone, ...rest } = JSON.parse(covers) as HeadVector;
    if (gone !== undefined) connection.run('UPDATE outbox SET covers = ? WHERE n = ?', [JSON.stringify(rest), n]);
  }
}
