/**
 * Numbers that came back, written into their orders as soon as these are there: an order may come after its number, by another device. Also while
 * posting is closed, for nothing is given here.
 */
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { lockDocuments, lockRows, readInvoices, writeInvoices } from '../jobs/writeInvoices.ts';
import { readEpochs } from '../sync/epochs.ts';
import { announceScopes } from '../sync/pokes.ts';

const BATCH_SIZE = 50;

/** Of the record `r`: an order or invoice that is more than a draft and carries no number yet. */
const IS_UNNUMBERED = `r.collection = 'salesDocuments' AND r.kind IN ('order', 'invoice') AND NOT r.deleted AND r.body ->> 'state' <> 'draft'
  AND NOT r.body ? 'invoice'`;

/** @returns how many orders got their number back. */
export async function settleInvoices(database: Database, isStopped: () => boolean = () => false): Promise<number> {
  let settled = 0;
  for (let found = BATCH_SIZE; found === BATCH_SIZE && !isStopped();) {
    const batch = await retried(database, settle);
    await announceScopes(database, batch.scopes);
    settled += batch.count;
    // Candidates that somebody else was at are met again next time.
    found = batch.count === 0 ? 0 : batch.found;
  }
  await noteNumbered(database);
  return settled;
}

interface Batch {
  readonly found: number;
  readonly count: number;
  readonly scopes: readonly string[];
}

async function settle(transaction: Transaction): Promise<Batch> {
  const candidates = await transaction.rows<{ id: string; parent_id: string | null }>(
    `SELECT r.id, r.parent_id FROM restored_facts f JOIN records r ON r.id = f.subject::uuid
     WHERE f.kind = 'invoice' AND f.state = 'waiting' AND ${IS_UNNUMBERED} ORDER BY f.year, f.serial LIMIT $1`,
    [BATCH_SIZE],
  );
  if (candidates.length === 0) return { found: 0, count: 0, scopes: [] };
  await lockRows(transaction, {
    customers: candidates.flatMap(({ parent_id }) => parent_id ?? []),
    documents: candidates.map(({ id }) => id),
  });
  const orders = await lockDocuments(transaction, candidates, IS_UNNUMBERED);
  const invoices = await readInvoices(
    transaction,
    orders.map(({ id }) => id),
  );
  const { current } = await readEpochs(transaction);
  const { count, scopes } = await writeInvoices(transaction, orders, invoices, current.number);
  return { found: candidates.length, count, scopes };
}

/** Posting may have been there first: what counts is what the order carries. */
const noteNumbered = (database: Database): Promise<unknown> =>
  database.rows(
    `UPDATE restored_facts f SET state = 'taken', facts = '{}' FROM records r
     WHERE f.kind = 'invoice' AND f.state = 'waiting' AND r.collection = 'salesDocuments' AND r.id = f.subject::uuid AND r.body ? 'invoice'`,
  );
