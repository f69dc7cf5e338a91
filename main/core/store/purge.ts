/** A scope that was withdrawn leaves this machine: rows, search, read models, and the pages they stood on. */
import { createError } from '../../../shared/base/errors.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { ScopeId } from '../../../shared/domain/record.ts';
import { leaveScope, type ApplyParts } from './applyCheckpoint.ts';
import type { Connection } from './connection.ts';
import { coverGroups, isCoveredByCursor } from './coverage.ts';
import { forgetScopeInCovers } from './outcomes.ts';
import { settleRecord } from './recordSettler.ts';
import { defaultCatalogue } from './recordTables.ts';
import { mergeSomePages } from './search.ts';

/**
 * What waits on the server has been sent: it keeps its own records here until it is decided, and nothing else of the scope.
 * @throws PeyvandError `illegal_transition` (`reason: 'unsent_work'`): push first.
 */
export function requireNothingUnsent(connection: Connection, scope: ScopeId): void {
  const unsent = connection.get<{ count: number }>(
    `SELECT count(DISTINCT o.n) AS count FROM outbox o JOIN outbox_records r ON r.n = o.n
     JOIN record_scopes s ON s.collection = r.collection AND s.id = r.id AND s.scope = ?
     WHERE o.state = 'pending'`,
    [scope],
  );
  if (unsent && unsent.count > 0)
    throw createError('illegal_transition', { reason: 'unsent_work', scope, groups: unsent.count });
}

export function* purgeSteps(parts: ApplyParts, scope: ScopeId, cursor: () => HeadVector): Generator<void, void> {
  const { connection, memberships, meta, road, staging } = parts;
  requireNothingUnsent(connection, scope);
  yield* leaveScope(parts, scope, Number.MAX_SAFE_INTEGER);
  staging.dropScope(scope);
  memberships.flush();
  connection.run('DELETE FROM cursors WHERE scope = ?', [scope]);
  connection.run('DELETE FROM scope_digests WHERE scope = ?', [scope]);
  forgetScopeInCovers(connection, scope);
  // Until the erasing that follows has ended: it may be cut anywhere.
  meta.set('unerased', true);
  const reached = cursor();
  for (const reference of coverGroups(parts, (covers) => isCoveredByCursor(covers, reached), reached).values()) {
    settleRecord(parts, reference, {});
    yield;
  }
  yield* road.settle();
}

/** After the purge, each step a small transaction of its own: no word and no page of what is gone stays in the file. */
export function* eraseSteps(connection: Connection): Generator<void, void> {
  for (const { collection } of defaultCatalogue) {
    mergeSomePages(connection, collection, -PAGES_MERGED);
    do yield;
    while (mergeSomePages(connection, collection, PAGES_MERGED));
  }
  while (Number(connection.pragma('freelist_count')) > 0) {
    yield;
    connection.exec(`PRAGMA incremental_vacuum(${PAGES_VACUUMED})`);
  }
}

const PAGES_MERGED = 16;
const PAGES_VACUUMED = 64;
