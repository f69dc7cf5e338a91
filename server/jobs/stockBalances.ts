/**
 * Balances of stock: for every product at every place of which something moved, how much lies there, reckoned from the opening balance and every movement
 * (`shared/domain/stock/levels.ts`). Never by adding to what was there, and never in a pusher's transaction (SYNC-54).
 *
 * The job follows the feed of each place, as a device does: `stock_cursors`, its own ledger, says how far, and is moved in the transaction that writes the
 * balances. What a second run, another node or a restored server reckons comes out the same, and what is the same is not written.
 *
 * The id of a balance can be reckoned by everybody. A shelf whose id something else has taken, be it deleted, gets no balance and is told of; it stalls
 * nobody.
 *
 * Locks as everywhere (SYNC-51): the cursors, which nobody else takes; the balances by id; the counters of scopes.
 */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody, ScopeId } from '../../shared/domain/record.ts';
import { balanceKind } from '../../shared/domain/stock/balance.ts';
import { openingOf, stockBalanceId, stockLevel } from '../../shared/domain/stock/levels.ts';
import { placeRecord } from '../../shared/sync/scopes.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed, type Movement as Written } from '../sync/feedWriter.ts';
import { announceScopes } from '../sync/pokes.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { rowToRecord, type RecordRow, type StoredRecord } from '../sync/storedRecord.ts';
import { beginCursors, readFeed } from './followFeed.ts';

export interface StockOptions {
  /** Rows of the feed per transaction. */
  readonly batchSize?: number;
  readonly isStopped?: () => boolean;
  readonly log?: (event: string, facts: Readonly<Record<string, string>>) => void;
}

const BATCH_SIZE = 500;

/** `reckoned`: balances that were written. */
export async function reckonBalances(
  database: Database,
  { batchSize = BATCH_SIZE, isStopped = () => false, log = () => {} }: StockOptions = {},
): Promise<{ readonly reckoned: number }> {
  let reckoned = 0;
  await beginCursors(database, 'stock_cursors', 'stock/%');
  for (let isDone = false; !isDone && !isStopped();) {
    const batch = await retried(database, (transaction) => followPlaces(transaction, batchSize));
    await announceScopes(database, batch.scopes);
    for (const { placeId, productId } of batch.leftOut) log('stock.balance_id_taken', { placeId, productId });
    reckoned += batch.reckoned;
    isDone = batch.isDone;
  }
  return { reckoned };
}

interface Batch {
  readonly reckoned: number;
  /** Shelves whose balance has no id to stand under. */
  readonly leftOut: readonly Shelf[];
  readonly scopes: readonly ScopeId[];
  readonly isDone: boolean;
}

/** The next rows of some places' feeds: balances of what moved in them, and the cursors behind them. */
async function followPlaces(transaction: Transaction, size: number): Promise<Batch> {
  const feed = await readFeed(transaction, 'stock_cursors', size);
  if (feed === null) return { reckoned: 0, leftOut: [], scopes: [], isDone: true };
  const { written, leftOut } = await reckon(transaction, await readMoved(transaction, feed.rows));
  const scopes = await writeBalances(transaction, written);
  await feed.moveOn();
  return { reckoned: written.length, leftOut, scopes, isDone: false };
}

interface Shelf {
  readonly placeId: RecordId;
  readonly productId: RecordId;
}

const shelfOf = ({ body }: { body: RecordBody }): string => `${textOf(body, 'placeId')} ${textOf(body, 'productId')}`;

async function readMoved(transaction: Transaction, rows: readonly { id: RecordId }[]): Promise<Shelf[]> {
  if (rows.length === 0) return [];
  return transaction.rows<Shelf>(
    `SELECT DISTINCT body ->> 'placeId' AS "placeId", body ->> 'productId' AS "productId" FROM records
     WHERE collection = 'stock' AND kind = 'movement' AND id = ANY($1::uuid[]) ORDER BY 1, 2`,
    [rows.map(({ id }) => id)],
  );
}

/** What is to be written so that every balance says what its movements say: nothing where it does. */
async function reckon(
  transaction: Transaction,
  shelves: readonly Shelf[],
): Promise<{ readonly written: readonly Written[]; readonly leftOut: readonly Shelf[] }> {
  if (shelves.length === 0) return { written: [], leftOut: [] };
  const balances = await readShelves(transaction, shelves, 'balance', 'FOR UPDATE OF r');
  // A statement of its own behind the locks.
  const movements = await readShelves(transaction, shelves, 'movement');
  const written = shelves.flatMap(({ placeId, productId }): Written[] => {
    const shelf = `${placeId} ${productId}`;
    const moved = movements.get(shelf) ?? [];
    const before = balances.get(shelf)?.[0] ?? null;
    const opening = before && openingOf(before);
    const level = stockLevel(opening, moved);
    const last = latest(moved);
    if (level === null || last === null) return [];
    const body: RecordBody = {
      ...(before?.body ?? { placeId, productId }),
      quantity: level.quantity,
      asOf: level.asOf,
    };
    if (before !== null && canonicalJson(body) === canonicalJson(before.body)) return [];
    const kept = opening === null ? body : { ...body, opening: { ...opening } };
    return [{ before, after: before === null ? begin(kept, last) : change(before, kept, last) }];
  });
  const taken = await readTaken(transaction, written);
  return {
    written: written.filter(({ before, after }) => before !== null || !taken.has(after.id)),
    leftOut: shelves.filter(({ placeId, productId }) => taken.has(stockBalanceId(placeId, productId))),
  };
}

/** Of those that would begin: under which ids stands something else, of whatever kind, also deleted. What stands there never goes away. */
async function readTaken(transaction: Transaction, written: readonly Written[]): Promise<ReadonlySet<RecordId>> {
  const ids = written.flatMap(({ before, after }) => (before === null ? [after.id] : []));
  if (ids.length === 0) return new Set();
  const rows = await transaction.rows<{ id: RecordId }>(
    "SELECT id FROM records WHERE collection = 'stock' AND id = ANY($1::uuid[])",
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

/** By shelf, in the order of their ids. */
async function readShelves(
  transaction: Transaction,
  shelves: readonly Shelf[],
  kind: 'balance' | 'movement',
  lock = '',
): Promise<Map<string, StoredRecord[]>> {
  const rows = await transaction.rows<RecordRow>(
    `SELECT r.* FROM unnest($1::text[], $2::text[]) AS s(place, product)
     JOIN records r ON r.collection = 'stock' AND r.kind = $3 AND r.body ->> 'placeId' = s.place AND r.body ->> 'productId' = s.product
     WHERE NOT r.deleted ORDER BY r.id ${lock}`,
    [shelves.map(({ placeId }) => placeId), shelves.map(({ productId }) => productId), kind],
  );
  return Map.groupBy(rows.map(rowToRecord), shelfOf);
}

/** Who moved something last, and when: the balance is said to be theirs. */
const latest = (movements: readonly StoredRecord[]): StoredRecord | null =>
  movements.reduce<StoredRecord | null>(
    (last, movement) => (last === null || movement.updatedAt >= last.updatedAt ? movement : last),
    null,
  );

function begin(body: RecordBody, { updatedBy, updatedAt }: StoredRecord): StoredRecord {
  const id = stockBalanceId(textOf(body, 'placeId') ?? '', textOf(body, 'productId') ?? '');
  return {
    collection: 'stock',
    kind: 'balance',
    id,
    version: 1,
    ...placeRecord(balanceKind, id, body, null),
    parent: null,
    createdBy: updatedBy,
    createdAt: updatedAt,
    updatedBy,
    updatedAt,
    deleted: false,
    body,
  };
}

const change = (before: StoredRecord, body: RecordBody, { updatedBy, updatedAt }: StoredRecord): StoredRecord => ({
  ...before,
  version: before.version + 1,
  updatedBy,
  updatedAt,
  body,
});

/** @returns the scopes that moved. */
async function writeBalances(transaction: Transaction, written: readonly Written[]): Promise<ScopeId[]> {
  if (written.length === 0) return [];
  const { current } = await readEpochs(transaction);
  await writeVersions(
    transaction,
    written.map(({ before, after }) => ({
      record: after,
      author: after.updatedBy,
      device: null,
      groupHash: null,
      changedPaths: before === null ? [''] : changedFields(before.body, after.body),
      removed: {},
      bodyChanged: true,
    })),
    current.number,
  );
  const { heads } = await writeFeed(transaction, written);
  return Object.keys(heads);
}

const changedFields = (before: RecordBody, after: RecordBody): string[] =>
  Object.keys(after)
    .filter((field) => canonicalJson(after[field] ?? null) !== canonicalJson(before[field] ?? null))
    .toSorted();
