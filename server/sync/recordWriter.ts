/** Writes new versions of records: their history first and last, the records as they are now, all in one statement. */
import type { RecordId } from '../../shared/base/id.ts';
import type { RemovedElements } from '../../shared/sync/mergeTypes.ts';
import type { Transaction } from '../store/database.ts';
import { keyOf, type StoredRecord } from './storedRecord.ts';

export interface NewVersion {
  readonly record: StoredRecord;
  readonly author: RecordId;
  /** null for what the server or an import did. */
  readonly device: RecordId | null;
  readonly groupHash: string | null;
  readonly changedPaths: readonly string[];
  /** List elements that it took out, for later merges. */
  readonly removed: RemovedElements;
  /** False when only version and scopes changed (it moved with the record it follows): the body need not travel. */
  readonly bodyChanged: boolean;
}

/** @param versions oldest first per record; the last of each record becomes the record. */
export async function writeVersions(
  transaction: Transaction,
  versions: readonly NewVersion[],
  epoch: number,
): Promise<void> {
  // In one order for everybody: two transactions that create the same two records must not wait for each other crosswise.
  const ordered = versions.toSorted(
    (a, b) => compareText(a.record.id, b.record.id) || a.record.version - b.record.version,
  );
  const touched = new Set(ordered.filter(({ bodyChanged }) => bodyChanged).map(({ record }) => keyOf(record)));
  await writeWhole(
    transaction,
    ordered.filter(({ record }) => touched.has(keyOf(record))),
    epoch,
  );
  await writeMoved(
    transaction,
    ordered.filter(({ record }) => !touched.has(keyOf(record))),
    epoch,
  );
}

async function writeWhole(transaction: Transaction, versions: readonly NewVersion[], epoch: number): Promise<void> {
  if (versions.length === 0) return;
  const latest = new Map(versions.map((version) => [keyOf(version.record), version]));
  const rows = versions.map((version) => {
    const { record } = version;
    return {
      collection: record.collection,
      id: record.id,
      kind: record.kind,
      version: record.version,
      home_scope: record.homeScope,
      shares: record.shares,
      parent_collection: record.parent?.collection ?? null,
      parent_id: record.parent?.id ?? null,
      created_by: record.createdBy,
      created_at: record.createdAt,
      updated_by: record.updatedBy,
      updated_at: record.updatedAt,
      deleted: record.deleted,
      body: record.body,
      author: version.author,
      device: version.device,
      group_hash: version.groupHash,
      changed_paths: version.changedPaths,
      removed: Object.keys(version.removed).length > 0 ? version.removed : null,
      latest: latest.get(keyOf(record)) === version,
    };
  });
  await transaction.rows(
    `WITH versions AS MATERIALIZED (
       SELECT * FROM json_to_recordset($1::json) AS v(
         collection text, id uuid, kind text, version integer, home_scope text, shares text[], parent_collection text, parent_id uuid,
         created_by uuid, created_at text, updated_by uuid, updated_at text, deleted boolean, body jsonb,
         author uuid, device uuid, group_hash text, changed_paths text[], removed jsonb, latest boolean)
     ), written AS (
       INSERT INTO history (collection, id, version, kind, home_scope, shares, created_by, created_at, updated_by, updated_at, deleted, body,
         author, device, group_hash, epoch, changed_paths, removed)
       SELECT collection, id, version, kind, home_scope, shares, created_by, created_at, updated_by, updated_at, deleted, body,
         author, device, group_hash, $2, changed_paths, removed FROM versions
     )
     INSERT INTO records (collection, id, kind, version, home_scope, shares, parent_collection, parent_id, created_by, created_at,
       updated_by, updated_at, deleted, body)
     SELECT collection, id, kind, version, home_scope, shares, parent_collection, parent_id, created_by, created_at,
       updated_by, updated_at, deleted, body FROM versions WHERE latest
     ON CONFLICT (collection, id) DO UPDATE SET
       version = excluded.version, home_scope = excluded.home_scope, shares = excluded.shares,
       parent_collection = excluded.parent_collection, parent_id = excluded.parent_id,
       updated_by = excluded.updated_by, updated_at = excluded.updated_at, deleted = excluded.deleted, body = excluded.body`,
    [JSON.stringify(rows), epoch],
  );
}

async function writeMoved(transaction: Transaction, versions: readonly NewVersion[], epoch: number): Promise<void> {
  if (versions.length === 0) return;
  const rows = versions.map(({ record, author, device, groupHash }) => ({
    collection: record.collection,
    id: record.id,
    version: record.version,
    home_scope: record.homeScope,
    shares: record.shares,
    author,
    device,
    group_hash: groupHash,
  }));
  const latest = new Map(rows.map((row) => [keyOf(row), row]));
  const columns =
    'collection text, id uuid, version integer, home_scope text, shares text[], author uuid, device uuid, group_hash text';
  await transaction.rows(
    `INSERT INTO history (collection, id, version, kind, home_scope, shares, created_by, created_at, updated_by, updated_at, deleted, body,
       author, device, group_hash, epoch, changed_paths)
     SELECT r.collection, r.id, v.version, r.kind, v.home_scope, v.shares, r.created_by, r.created_at, r.updated_by, r.updated_at, r.deleted,
       r.body, v.author, v.device, v.group_hash, $2, '{}'
     FROM json_to_recordset($1::json) AS v(${columns}) JOIN records r USING (collection, id)`,
    [JSON.stringify(rows), epoch],
  );
  await transaction.rows(
    `UPDATE records r SET version = v.version, home_scope = v.home_scope, shares = v.shares
     FROM json_to_recordset($1::json) AS v(${columns}) WHERE r.collection = v.collection AND r.id = v.id`,
    [JSON.stringify([...latest.values()])],
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
