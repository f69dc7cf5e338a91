/**
 * Fetched pages on the disk, in one transaction with how far they reach: a cut at any byte loses at most the pages under way.
 *
 * Until the first checkpoint is complete, records show as they come: pages go straight into the tables. Nobody has worked with this data
 * yet, so nobody can see it torn. Later ones are staged until their checkpoint is whole.
 */
import type { ScopeId } from '../../../shared/domain/record.ts';
import { liftBody } from '../../../shared/sync/lift.ts';
import type { FeedRow } from '../../../shared/sync/protocol.ts';
import { applyStaged, type ApplyParts } from './applyCheckpoint.ts';
import { settleNewRecord, settleRecord } from './recordSettler.ts';

/** A page of one scope's feed. */
export interface FetchedPage {
  readonly scope: ScopeId;
  readonly rows: readonly FeedRow[];
  /** Staging of the scope goes on after this sequence. */
  readonly next: number;
}

/** The steps of one transaction, a row each. */
export function* takePagesSteps(
  parts: ApplyParts,
  token: string,
  pages: readonly FetchedPage[],
): Generator<void, void> {
  const write = parts.meta.get('firstCheckpointDone') === true ? stageRow : yield* beginShowing(parts);
  for (const { scope, rows, next } of pages) {
    parts.staging.moveTo(token, scope, next);
    for (const row of rows) {
      write(parts, scope, liftRow(row));
      yield;
    }
  }
  parts.memberships.flush();
  yield* parts.road.settle();
}

/** The server may be older than this program. */
const liftRow = (row: FeedRow): FeedRow =>
  row.type === 'leave' ? row : { ...row, record: { ...row.record, body: liftBody(row.record, row.record.body) } };

type WriteRow = (parts: ApplyParts, scope: ScopeId, row: FeedRow) => void;

const stageRow: WriteRow = ({ staging }, scope, row) => staging.add(scope, row);

function* beginShowing(parts: ApplyParts): Generator<void, WriteRow> {
  const { connection, meta, staging } = parts;
  // What an earlier version of this program left staged is older than all that comes now.
  if (staging.count() > 0) yield* applyStaged(parts, new Map(), () => undefined);
  const listed = meta.get('checkpointSerial') ?? 0;
  const whole = staging.wholeScopes();
  const isUntouched =
    !connection.get('SELECT 1 FROM base_records LIMIT 1') &&
    !connection.get(`SELECT 1 FROM outbox WHERE state <> 'covered' LIMIT 1`);
  return (_parts, scope, row) => {
    if (row.type === 'leave') settleRecord(parts, { collection: row.collection, id: row.id }, { leave: [scope] });
    else if (!isUntouched || !settleNewRecord(parts, row.record, scope, listed))
      settleRecord(
        parts,
        { collection: row.record.collection, id: row.record.id },
        { image: row.record, isAuthoritative: whole.has(scope), join: [scope], listed },
      );
  };
}
