/**
 * Makes a staged checkpoint visible, as one transaction in many steps. The steps are run in slices by the writer, which may roll all of it
 * back for a person's save and start again: nothing here may keep state between two starts.
 */
import type { RecordReference, ScopeId } from '../../../shared/domain/record.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';
import { coverGroups, isCoveredByHeads, type CoveredRecords } from './coverage.ts';
import type { Meta } from './meta.ts';
import { settleRecord, type Incoming, type SettlerParts } from './recordSettler.ts';
import type { StagedRow, Staging } from './staging.ts';

export interface ApplyParts extends SettlerParts {
  readonly connection: Connection;
  readonly meta: Meta;
  readonly staging: Staging;
}

/** Rows that are read at once; a step is one record. */
const ROWS_TAKEN = 50;

export function* applySteps(
  parts: ApplyParts,
  onProgress: (done: number, expected: number) => void,
): Generator<void, void> {
  const { connection, meta, staging, memberships, road } = parts;
  const { heads } = staging.state();
  if (heads === null) return;
  // A scope that was withdrawn just now stands where it stood until it is purged: what is shown on top of it goes with it, and not before.
  const held = { ...readCursor(connection), ...heads };
  const covered = coverGroups(parts, (covers) => isCoveredByHeads(covers, held), held);
  if (meta.get('epochChanged') === true) releaseFromBase(parts, covered);
  yield;
  yield* applyStaged(parts, covered, onProgress);
  yield* sweepWholeScopes(parts);
  yield* sweepUnknownScopes(parts, heads);
  if (meta.get('epochChanged') === true) yield* forgetVersions(parts);
  for (const reference of covered.values()) {
    settleRecord(parts, reference, {});
    yield;
  }
  moveCursor(connection, heads);
  memberships.flush();
  yield* road.settle();
  staging.finish();
  meta.set('firstCheckpointDone', true);
  meta.set('epochChanged', false);
  meta.set('baseEpoch', null);
}

/**
 * Applies what is staged, record by record. A record that is in several scopes is written once, with its newest image.
 * Also used by the first sync, in small transactions of its own.
 */
export function* applyStaged(
  parts: ApplyParts,
  covered: CoveredRecords,
  onProgress: (done: number, expected: number) => void,
): Generator<void, void> {
  const { meta, staging } = parts;
  const listed = meta.get('checkpointSerial') ?? 0;
  const whole = staging.wholeScopes();
  const expected = staging.count();
  let done = 0;
  for (let rows = staging.take(ROWS_TAKEN); rows.length > 0; rows = staging.take(ROWS_TAKEN)) {
    for (const record of byRecord(rows)) {
      const key = `${record.reference.collection}/${record.reference.id}`;
      settleRecord(parts, record.reference, incomingOf(record.rows, whole, listed));
      covered.delete(key);
      for (const row of record.rows) staging.remove(row.rowid);
      done += record.rows.length;
      yield;
    }
    onProgress(done, expected);
  }
}

function incomingOf(rows: readonly StagedRow[], whole: ReadonlyMap<ScopeId, number>, listed: number): Incoming {
  const held = rows.flatMap((row) => (row.image === null ? [] : [{ scope: row.scope, image: row.image }]));
  const newest = held.reduce<(typeof held)[number] | null>(
    (best, row) => (best === null || row.image.version > best.image.version ? row : best),
    null,
  );
  return {
    ...(newest ? { image: newest.image } : {}),
    isAuthoritative: held.some((row) => whole.has(row.scope)),
    join: held.map((row) => row.scope),
    leave: rows.filter((row) => row.image === null).map((row) => row.scope),
    listed,
  };
}

/** Rows come ordered by record. */
function byRecord(rows: readonly StagedRow[]): { reference: RecordReference; rows: StagedRow[] }[] {
  const records: { reference: RecordReference; rows: StagedRow[] }[] = [];
  for (const row of rows) {
    const last = records.at(-1);
    if (last?.reference.collection === row.collection && last.reference.id === row.id) last.rows.push(row);
    else records.push({ reference: { collection: row.collection, id: row.id }, rows: [row] });
  }
  return records;
}

/** A scope that was fetched from zero holds exactly what the pages listed. */
function* sweepWholeScopes(parts: ApplyParts): Generator<void, void> {
  for (const [scope, serial] of parts.staging.wholeScopes()) yield* leaveScope(parts, scope, serial);
}

/** What a first sync showed early of a scope that was withdrawn before it ended. */
function* sweepUnknownScopes(parts: ApplyParts, heads: HeadVector): Generator<void, void> {
  parts.memberships.flush();
  const scopes = parts.connection.all<{ scope: string }>(
    'SELECT DISTINCT scope FROM scope_digests WHERE count > 0 AND scope NOT IN (SELECT scope FROM cursors)',
  );
  for (const { scope } of scopes) if (!(scope in heads)) yield* leaveScope(parts, scope, Number.MAX_SAFE_INTEGER);
}

/** Takes every member that was last listed before `serial` out of the scope. */
export function* leaveScope(parts: SettlerParts, scope: ScopeId, serial: number): Generator<void, void> {
  const { memberships } = parts;
  for (
    let members = memberships.unlisted(scope, serial, ROWS_TAKEN);
    members.length > 0;
    members = memberships.unlisted(scope, serial, ROWS_TAKEN)
  ) {
    for (const reference of members) {
      settleRecord(parts, reference, { leave: [scope] });
      yield;
    }
  }
}

export function readCursor(connection: Connection): HeadVector {
  const rows = connection.all<{ scope: ScopeId; sequence: number }>('SELECT scope, sequence FROM cursors');
  return Object.fromEntries(rows.map(({ scope, sequence }) => [scope, sequence]));
}

/** The cursor never goes back, except where a scope was fetched from zero. */
function moveCursor(connection: Connection, heads: HeadVector): void {
  for (const [scope, sequence] of Object.entries(heads)) {
    connection.run(
      'INSERT INTO cursors (scope, sequence) VALUES (?, ?) ON CONFLICT (scope) DO UPDATE SET sequence = max(sequence, excluded.sequence)',
      [scope, sequence],
    );
  }
}

/**
 * What is kept for unsent work alone and is in none of the new epoch's scopes: its version was counted by an earlier life of the server and
 * says nothing any more.
 */
function* forgetVersions(parts: ApplyParts): Generator<void, void> {
  const kept = parts.connection.all<RecordReference>(
    `SELECT collection, id FROM base_records b WHERE version > 0 AND NOT EXISTS
       (SELECT 1 FROM record_scopes s WHERE s.collection = b.collection AND s.id = b.id)`,
  );
  for (const { collection, id } of kept) {
    const image = parts.base.read({ collection, id })?.image;
    if (image) settleRecord(parts, { collection, id }, { image: { ...image, version: 0 }, isAuthoritative: true });
    yield;
  }
}

/** The bases are of the new epoch now: groups that a restored server still lacks go on top of them again. */
function releaseFromBase({ connection, outbox }: ApplyParts, records: CoveredRecords): void {
  const groups = connection.all<{ n: number }>(`SELECT n FROM outbox WHERE in_base = 1 AND state <> 'covered'`);
  for (const { n } of groups) {
    connection.run('UPDATE outbox SET in_base = 0 WHERE n = ?', [n]);
    for (const reference of outbox.referencesOf(n)) {
      const key = `${reference.collection}/${reference.id}`;
      records.set(key, reference);
    }
  }
}
