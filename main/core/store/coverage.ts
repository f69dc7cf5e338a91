/** When an acknowledged group's effect has come back in the feed, so that its place on top of the base may be given up. */
import type { RecordReference } from '../../../shared/domain/record.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';
import type { Meta } from './meta.ts';
import type { OutboxTable } from './outboxTable.ts';

/** Records of groups that have just been covered, keyed by collection and id. */
export type CoveredRecords = Map<string, RecordReference>;

/** Every scope of `covers` that is still held must have been reached; a scope that is held no more counts no longer. */
export const isCoveredByHeads = (covers: HeadVector, heads: HeadVector): boolean =>
  Object.entries(covers).every(([scope, sequence]) => (heads[scope] ?? Infinity) >= sequence);

/** As above against what is visible now, where a scope without cursor may be one that is still to be fetched. */
export const isCoveredByCursor = (covers: HeadVector, cursor: HeadVector): boolean =>
  Object.entries(covers).every(([scope, sequence]) => (cursor[scope] ?? -1) >= sequence);

/**
 * Marks every acknowledged group that `isCovered` accepts. One whose scopes are all lost will never come back in a base: it stays as long as
 * unsent work rests on it, which could not be shown without it.
 * @param held The scopes that are held.
 */
export function coverGroups(
  { connection, outbox, meta }: { readonly connection: Connection; readonly outbox: OutboxTable; readonly meta: Meta },
  isCovered: (covers: HeadVector) => boolean,
  held: HeadVector,
): CoveredRecords {
  const covered: CoveredRecords = new Map();
  const acknowledged = connection.all<AcknowledgedGroup>(
    `SELECT n, device_n AS deviceN, hash, covers FROM outbox WHERE state = 'acknowledged' ORDER BY n`,
  );
  for (const group of acknowledged) {
    const covers = JSON.parse(group.covers ?? '{}') as HeadVector;
    if (!isCovered(covers)) continue;
    const isDeparted = !Object.keys(covers).some((scope) => scope in held);
    if (isDeparted && hasUnsentOnTop(connection, group.n)) continue;
    connection.run(`UPDATE outbox SET state = 'covered', covers = NULL, in_base = 1 WHERE n = ?`, [group.n]);
    // Numbers count on when the device takes a new identity.
    if (group.deviceN > (meta.get('lastCovered')?.n ?? 0))
      meta.set('lastCovered', { n: group.deviceN, hash: group.hash });
    for (const reference of outbox.referencesOf(group.n))
      covered.set(`${reference.collection}/${reference.id}`, reference);
  }
  return covered;
}

const hasUnsentOnTop = (connection: Connection, n: number): boolean =>
  connection.get(
    `SELECT 1 FROM outbox_records below JOIN outbox_records r ON r.collection = below.collection AND r.id = below.id AND r.n > below.n
     JOIN outbox o ON o.n = r.n WHERE below.n = ? AND o.state IN ('pending', 'waiting') LIMIT 1`,
    [n],
  ) !== undefined;

interface AcknowledgedGroup {
  readonly n: number;
  readonly deviceN: number;
  readonly hash: string;
  readonly covers: string | null;
}
