/** When an acknowledged group's effect has come back in the feed, so that its place on top of the base may be given up. */
import type { RecordReference } from '../../../shared/domain/record.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';
import type { OutboxTable } from './outboxTable.ts';

/** Records of groups that have just been covered, with the leaf paths that those groups changed. */
export type CoveredRecords = Map<string, { readonly reference: RecordReference; readonly ownPaths: Set<string> }>;

/** Every scope of `covers` that is still held must have been reached; a scope that is held no more counts no longer. */
export const isCoveredByHeads = (covers: HeadVector, heads: HeadVector): boolean =>
  Object.entries(covers).every(([scope, sequence]) => (heads[scope] ?? Infinity) >= sequence);

/** As above against what is visible now, where a scope without cursor may be one that is still to be fetched. */
export const isCoveredByCursor = (covers: HeadVector, cursor: HeadVector): boolean =>
  Object.entries(covers).every(([scope, sequence]) => (cursor[scope] ?? -1) >= sequence);

/** Marks every acknowledged group that `isCovered` accepts. */
export function coverGroups(
  connection: Connection,
  outbox: OutboxTable,
  isCovered: (covers: HeadVector) => boolean,
): CoveredRecords {
  const covered: CoveredRecords = new Map();
  const acknowledged = connection.all<{ n: number; covers: string | null }>(
    `SELECT n, covers FROM outbox WHERE state = 'acknowledged' ORDER BY n`,
  );
  for (const { n, covers } of acknowledged) {
    if (!isCovered(JSON.parse(covers ?? '{}') as HeadVector)) continue;
    connection.run(`UPDATE outbox SET state = 'covered', covers = NULL, in_base = 1 WHERE n = ?`, [n]);
    for (const operation of outbox.operationsOf(n)) {
      const key = `${operation.collection}/${operation.id}`;
      const record = covered.get(key) ?? {
        reference: { collection: operation.collection, id: operation.id },
        ownPaths: new Set<string>(),
      };
      if (operation.act === 'patch') for (const change of operation.changes) record.ownPaths.add(change.path);
      covered.set(key, record);
    }
  }
  return covered;
}
