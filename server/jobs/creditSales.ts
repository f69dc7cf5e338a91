/**
 * Sales credits: each confirmed order is credited to whoever owned it when it was confirmed, in that person's own scope, and the credit is
 * withdrawn when the order is cancelled (SYNC-104). Recomputed from the orders as they are, never in a pusher's transaction (SYNC-54).
 *
 * The job follows the feed, as a device does: `sales_credit_cursors`, its own ledger, says how far in each scope, and is moved in the transaction
 * that writes the credits. The feed has no gaps and names every change of an order where the order lives, so none is passed over; a credit has
 * its order's id, so none is made twice: not by a second run, a second node, a restart or a restored server.
 *
 * Locks as everywhere (SYNC-51): the cursors, which nobody else takes; the orders by id; the counters of scopes. A credit is written by whoever
 * has its order locked, and by nobody else.
 */
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody, ScopeId } from '../../shared/domain/record.ts';
import { creditFacts, salesCreditId, salesCreditKind } from '../../shared/domain/salesCredits/salesCredit.ts';
import { placeRecord } from '../../shared/sync/scopes.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { writeFeed, type Movement } from '../sync/feedWriter.ts';
import { announceScopes } from '../sync/pokes.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { rowToRecord, type RecordRow, type StoredRecord } from '../sync/storedRecord.ts';
import { beginCursors, readFeed, type FedRow } from './followFeed.ts';

export interface CreditSalesOptions {
  /** Rows of the feed per transaction. */
  readonly batchSize?: number;
  readonly isStopped?: () => boolean;
}

export interface CreditReport {
  /** Credits made. */
  readonly credited: number;
  /** Credits that followed a change of their order, mostly its cancellation. */
  readonly changed: number;
}

const BATCH_SIZE = 500;

export async function creditSales(
  database: Database,
  { batchSize = BATCH_SIZE, isStopped = () => false }: CreditSalesOptions = {},
): Promise<CreditReport> {
  let [credited, changed] = [0, 0];
  await beginCursors(database, 'sales_credit_cursors');
  for (let isDone = false; !isDone && !isStopped();) {
    const batch = await retried(database, (transaction) => followFeeds(transaction, batchSize));
    await announceScopes(database, batch.scopes);
    credited += batch.credited;
    changed += batch.changed;
    isDone = batch.isDone;
  }
  return { credited, changed };
}

interface Batch extends CreditReport {
  readonly scopes: readonly ScopeId[];
  readonly isDone: boolean;
}

/** The next rows of some scopes' feeds: credits of the orders in them, and the cursors behind them. */
async function followFeeds(transaction: Transaction, size: number): Promise<Batch> {
  const feed = await readFeed(transaction, 'sales_credit_cursors', size);
  if (feed === null) return { credited: 0, changed: 0, scopes: [], isDone: true };
  const orders = await lockOrders(
    transaction,
    feed.rows.filter(({ collection, isNewest }) => collection === 'salesDocuments' && isNewest),
  );
  const movements = await creditOrders(transaction, orders);
  const scopes = await writeCredits(transaction, movements);
  await feed.moveOn();
  const credited = movements.filter(({ before }) => before === null).length;
  return { credited, changed: movements.length - credited, scopes, isDone: false };
}

/** Each where it lives: one that is only shared in a scope is met at home, and so is one that has moved on meanwhile. */
async function lockOrders(transaction: Transaction, rows: readonly FedRow[]): Promise<StoredRecord[]> {
  if (rows.length === 0) return [];
  const found = await transaction.rows<RecordRow>(
    `SELECT r.* FROM unnest($1::uuid[], $2::text[]) AS f(id, scope) JOIN records r ON r.id = f.id AND r.home_scope = f.scope
     WHERE r.collection = 'salesDocuments' AND r.kind = 'order' ORDER BY r.id FOR UPDATE OF r`,
    [rows.map(({ id }) => id), rows.map(({ scope }) => scope)],
  );
  return found.map(rowToRecord);
}

/** What is to be written so that every order has the credit that it should have: nothing where it has. */
async function creditOrders(transaction: Transaction, orders: readonly StoredRecord[]): Promise<Movement[]> {
  // Drafts, mostly: a draft that never was a sale has no credit.
  if (orders.length === 0) return [];
  // A statement of its own behind the locks: whoever held one of them may have just made the credit.
  const credits = await readCredits(transaction, orders);
  const sales = await readConfirmations(
    transaction,
    orders.filter(({ id }) => !credits.has(id)),
  );
  const names = await readNames(transaction, orders, credits);
  return orders.flatMap((order): Movement[] => {
    const before = credits.get(order.id) ?? null;
    const sale = sales.get(order.id);
    const made = before ? correct(before, order, names) : sale ? credit(order, sale, names) : null;
    return made === null ? [] : [{ before, after: made }];
  });
}

/** By order. */
async function readCredits(
  transaction: Transaction,
  orders: readonly StoredRecord[],
): Promise<Map<RecordId, StoredRecord>> {
  const orderByCredit = new Map(orders.map(({ id }) => [salesCreditId(id), id]));
  const rows = await transaction.rows<RecordRow>(
    "SELECT * FROM records WHERE collection = 'salesCredits' AND id = ANY($1::uuid[])",
    [[...orderByCredit.keys()]],
  );
  return new Map(rows.map((row) => [orderByCredit.get(row.id) ?? '', rowToRecord(row)]));
}

interface Confirmation {
  readonly person: RecordId;
  /** Who confirmed it, and when. */
  readonly author: RecordId;
  readonly at: string;
}

/**
 * Whose sale each order is, by order: the owner that it had when it was confirmed (its first one since, when it had none then). From history, so
 * that it is the same whenever the job looks, and whoever owns the order by now. Absent for what never was a sale, and for a sale of nobody.
 */
async function readConfirmations(
  transaction: Transaction,
  orders: readonly StoredRecord[],
): Promise<Map<RecordId, Confirmation>> {
  const asked = orders.filter(({ body }) => body['state'] !== 'draft').map(({ id }) => id);
  if (asked.length === 0) return new Map();
  const rows = await transaction.rows<Confirmation & { id: RecordId }>(
    `SELECT o.id, first.person, first.author, first.at FROM unnest($1::uuid[]) AS o(id) CROSS JOIN LATERAL (
       SELECT h.body ->> 'ownerId' AS person, h.author, h.updated_at AS at FROM history h
       WHERE h.collection = 'salesDocuments' AND h.id = o.id AND h.body ->> 'state' = 'confirmed' AND h.body ->> 'ownerId' <> ''
       ORDER BY h.version LIMIT 1
     ) first`,
    [asked],
  );
  return new Map(rows.map(({ id, ...confirmation }) => [id, confirmation]));
}

/** Customers by id, of the orders whose credit is new or names another one. */
async function readNames(
  transaction: Transaction,
  orders: readonly StoredRecord[],
  credits: ReadonlyMap<RecordId, StoredRecord>,
): Promise<Map<RecordId, string>> {
  const wanted = orders.flatMap(({ id, body }) => {
    const customerId = textOf(body, 'customerId');
    return customerId !== null && credits.get(id)?.body['customerId'] !== customerId ? [customerId] : [];
  });
  if (wanted.length === 0) return new Map();
  const rows = await transaction.rows<{ id: RecordId; name: string | null }>(
    "SELECT id, body ->> 'name' AS name FROM records WHERE collection = 'customers' AND id = ANY($1::uuid[])",
    [[...new Set(wanted)]],
  );
  return new Map(rows.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
}

function credit(order: StoredRecord, sale: Confirmation, names: ReadonlyMap<RecordId, string>): StoredRecord {
  const customerName = names.get(textOf(order.body, 'customerId') ?? '');
  const body: RecordBody = {
    personId: sale.person,
    salesDocumentId: order.id,
    ...creditFacts(order),
    ...(customerName === undefined ? {} : { customerName }),
  };
  const id = salesCreditId(order.id);
  return {
    collection: 'salesCredits',
    kind: 'salesCredit',
    id,
    version: 1,
    ...placeRecord(salesCreditKind, id, body, null),
    parent: null,
    // Who and when are its people's: device and group are null of what the server did.
    createdBy: sale.author,
    createdAt: sale.at,
    updatedBy: order.updatedBy,
    updatedAt: order.updatedAt,
    deleted: false,
    body,
  };
}

/** The credit as its order now says; null when it says so already. Person and place stay, and the name as long as the customer does. */
function correct(before: StoredRecord, order: StoredRecord, names: ReadonlyMap<RecordId, string>): StoredRecord | null {
  const { customerName, ...rest } = before.body;
  const isSameCustomer = rest['customerId'] === order.body['customerId'];
  const name = isSameCustomer ? customerName : names.get(textOf(order.body, 'customerId') ?? '');
  const body: RecordBody = { ...rest, ...creditFacts(order), ...(name === undefined ? {} : { customerName: name }) };
  if (canonicalJson(body) === canonicalJson(before.body)) return null;
  const { updatedBy, updatedAt } = order;
  return { ...before, version: before.version + 1, updatedBy, updatedAt, body };
}

/** @returns the scopes that moved. */
async function writeCredits(transaction: Transaction, movements: readonly Movement[]): Promise<ScopeId[]> {
  if (movements.length === 0) return [];
  const { current } = await readEpochs(transaction);
  await writeVersions(
    transaction,
    movements.map(({ before, after }) => ({
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
  const { heads } = await writeFeed(transaction, movements);
  return Object.keys(heads);
}

const changedFields = (before: RecordBody, after: RecordBody): string[] =>
  Object.keys({ ...before, ...after })
    .filter((field) => canonicalJson(after[field] ?? null) !== canonicalJson(before[field] ?? null))
    .toSorted();
