/** Loads many new records at once, for a sample company or an import: the same feed, counters, checksums and history as a push writes. */
import { instantFromMilliseconds, type Instant } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { CollectionName, RecordBody, RecordReference } from '../../shared/domain/record.ts';
import { fitsRecord } from '../../shared/sync/recordSize.ts';
import { placeRecord } from '../../shared/sync/scopes.ts';
import { createError } from '../../shared/base/errors.ts';
import { isRetryable, sqlStateOf, type Database, type Transaction } from '../store/database.ts';
import { readEpochs } from './epochs.ts';
import { writeFeed } from './feedWriter.ts';
import { announceScopes } from './pokes.ts';
import { writeVersions } from './recordWriter.ts';
import { definitionOf, keyColumns, keyOf, type Placement, type StoredRecord } from './storedRecord.ts';

/** A record before the server has seen it. */
export interface RecordDraft {
  readonly collection: CollectionName;
  readonly kind: string;
  readonly id: RecordId;
  readonly body: RecordBody;
  readonly createdBy: RecordId;
  /** When it came about. */
  readonly at: Instant;
}

export interface BulkLoadReport {
  readonly created: number;
  /** Already there, by id; left as they are. */
  readonly skipped: number;
}

/** One transaction each: large enough to be fast, small enough to hold the counters only briefly. */
const BATCH_SIZE = 2_500;
const TRIES_MAXIMUM = 10;
const UNIQUE_VIOLATION = '23505';

/**
 * Each record is checked against its kind's schema and rules. What a record follows must come before it, or be there already.
 * Batches are committed one by one: after a failure the same call goes on where it ended.
 * @throws PeyvandError `invalid_input` that names the record, its batch is then not written.
 */
export async function bulkLoad(
  database: Database,
  drafts: readonly RecordDraft[],
  onProgress: (done: number, expected: number) => void = () => {},
): Promise<BulkLoadReport> {
  const doubles = new Set<string>();
  for (const draft of drafts) {
    if (doubles.has(keyOf(draft)))
      throw createError('invalid_input', { reason: 'record_twice', collection: draft.collection, id: draft.id });
    doubles.add(keyOf(draft));
  }
  let created = 0;
  for (let start = 0; start < drafts.length; start += BATCH_SIZE) {
    created += await loadBatch(database, drafts.slice(start, start + BATCH_SIZE));
    onProgress(Math.min(start + BATCH_SIZE, drafts.length), drafts.length);
  }
  // PostgreSQL's own statistics come minutes later; until then it plans for the small tables that it remembers.
  if (created >= BATCH_SIZE) await database.rows('ANALYZE records, history, feed');
  return { created, skipped: drafts.length - created };
}

async function loadBatch(database: Database, drafts: readonly RecordDraft[]): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { created, scopes } = await database.transaction((transaction) => writeBatch(transaction, drafts));
      await announceScopes(database, scopes);
      return created;
    } catch (error) {
      const isPassing = isRetryable(error) || sqlStateOf(error) === UNIQUE_VIOLATION;
      if (!isPassing || tries >= TRIES_MAXIMUM) throw error;
    }
  }
}

async function writeBatch(
  transaction: Transaction,
  drafts: readonly RecordDraft[],
): Promise<{ created: number; scopes: string[] }> {
  const existing = await readPlaces(transaction, drafts.map(keyOf));
  const parents = await lockParents(transaction, drafts);
  const epochs = await readEpochs(transaction);
  const records = new Map<string, StoredRecord>();
  for (const draft of drafts) {
    if (existing.has(keyOf(draft))) continue;
    records.set(
      keyOf(draft),
      draftToRecord(draft, (key) => records.get(key) ?? parents.get(key) ?? existing.get(key)),
    );
  }
  const created = [...records.values()];
  const versions = created.map((record) => ({
    record,
    author: record.createdBy,
    device: null,
    groupHash: null,
    changedPaths: [''],
    removed: {},
    bodyChanged: true,
  }));
  await writeVersions(transaction, versions, epochs.current.number);
  const { heads } = await writeFeed(
    transaction,
    created.map((after) => ({ before: null, after })),
  );
  return { created: created.length, scopes: Object.keys(heads) };
}

function draftToRecord(draft: RecordDraft, find: (key: string) => Placement | undefined): StoredRecord {
  const { collection, kind, id, body, createdBy } = draft;
  const fail = (reason: string, path = ''): never => {
    throw createError('invalid_input', { reason, collection, kind, id, path });
  };
  const definition = definitionOf(draft) ?? fail('unknown_kind');
  const fault = definition.schema.safeParse(body).error?.issues[0];
  if (fault) fail(fault.code, fault.path.map(String).join('/'));
  if (!fitsRecord(collection, body)) fail('record_too_large');
  const violation = definition.invariants?.(body)[0];
  if (violation) fail(violation.reason, violation.path);
  const reference = definition.scope.parent?.(body) ?? null;
  const parent = reference ? (find(keyOf(reference)) ?? fail('parent_missing', keyOf(reference))) : null;
  const at = instantFromMilliseconds(Date.parse(draft.at));
  return {
    collection,
    kind,
    id,
    version: 1,
    ...placeRecord(definition, id, body, parent?.homeScope ?? null, parent?.shares),
    parent: reference,
    createdBy,
    createdAt: at,
    updatedBy: createdBy,
    updatedAt: at,
    deleted: false,
    body,
  };
}

/** What the batch hangs on and does not bring itself, kept from moving: the first locks, by id, as in every transaction. */
async function lockParents(transaction: Transaction, drafts: readonly RecordDraft[]): Promise<Map<string, Placement>> {
  const own = new Set(drafts.map(keyOf));
  const wanted = new Set(
    drafts.flatMap((draft) => {
      const parent = definitionOf(draft)?.scope.parent?.(draft.body);
      return parent && !own.has(keyOf(parent)) ? [keyOf(parent)] : [];
    }),
  );
  return readPlaces(transaction, wanted, 'ORDER BY r.id, r.collection FOR SHARE OF r');
}

async function readPlaces(
  transaction: Transaction,
  keys: Iterable<string>,
  locking: '' | 'ORDER BY r.id, r.collection FOR SHARE OF r' = '',
): Promise<Map<string, Placement>> {
  const rows = await transaction.rows<RecordReference & { home_scope: string; shares: string[] }>(
    `SELECT r.collection, r.id, r.home_scope, r.shares
     FROM records r JOIN unnest($1::text[], $2::uuid[]) AS k(collection, id) USING (collection, id) ${locking}`,
    keyColumns(keys),
  );
  return new Map(rows.map((row) => [keyOf(row), { homeScope: row.home_scope, shares: row.shares }]));
}
