/**
 * Posting: gives each confirmed order its legal invoice number, in the order of their confirmation, without gaps within a year of the books. What
 * was given stands in `postings`, this job's own ledger, in the transaction that writes the number into the order: run twice, cut anywhere, or on two
 * nodes at once, an order gets one number and no number is skipped. Never in a pusher's transaction: the series is one row for the whole company.
 *
 * Locks as everywhere (SYNC-51): the customers that the orders follow, shared; the orders by id; the series; the counters of scopes.
 */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { invoiceNumber, invoiceText, type Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { ServerKeys } from '../auth/serverKeys.ts';
import type { Database, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { announceScopes } from '../sync/pokes.ts';
import type { StoredRecord } from '../sync/storedRecord.ts';
import { IS_UNPOSTED, readPostingState } from './posting.ts';
import { lockOrders, readInvoices, writeInvoices } from './writeInvoices.ts';

export interface PostOrdersOptions {
  /** Orders per transaction. */
  readonly batchSize?: number;
  readonly isStopped?: () => boolean;
}

const BATCH_SIZE = 50;

/** @returns how many orders got their number; none while posting is not open. */
export async function postOrders(
  database: Database,
  keys: ServerKeys,
  clock: Clock,
  { batchSize = BATCH_SIZE, isStopped = () => false }: PostOrdersOptions = {},
): Promise<number> {
  let posted = 0;
  while (!isStopped()) {
    const batch = await retried(database, (transaction) => post(transaction, keys, clock, batchSize));
    await announceScopes(database, batch.scopes);
    posted += batch.posted;
    if (batch.candidates < batchSize) break;
    // Candidates that turned out to be none any more are not met again; that none of a full batch is posted twice in a row means nobody can be.
    if (batch.posted === 0) break;
  }
  return posted;
}

interface Batch {
  readonly candidates: number;
  readonly posted: number;
  readonly scopes: readonly string[];
}

async function post(transaction: Transaction, keys: ServerKeys, clock: Clock, size: number): Promise<Batch> {
  if ((await readPostingState(transaction)) !== 'open') return { candidates: 0, posted: 0, scopes: [] };
  const candidates = await transaction.rows<{ id: string; parent_id: string | null }>(
    `SELECT r.id, r.parent_id FROM records r WHERE ${IS_UNPOSTED} AND NOT EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NULL)
     ORDER BY r.body ->> 'confirmedAt', r.id LIMIT $1`,
    [size],
  );
  if (candidates.length === 0) return { candidates: 0, posted: 0, scopes: [] };
  const orders = await lockOrders(transaction, candidates, IS_UNPOSTED);
  const { current } = await readEpochs(transaction);
  const invoices = await giveNumbers(transaction, keys, clock, orders, current.number);
  const written = await writeInvoices(transaction, orders, invoices, current.number);
  return { candidates: candidates.length, posted: written.count, scopes: written.scopes };
}

/** By order. One that has its number already (its posting came back after a restore) keeps it. */
async function giveNumbers(
  transaction: Transaction,
  keys: ServerKeys,
  clock: Clock,
  orders: readonly StoredRecord[],
  epoch: number,
): Promise<Map<RecordId, Invoice>> {
  const now = clock.now();
  const year = yearOfBooks(now);
  const [installation] = await transaction.rows<{ company_id: string }>('SELECT company_id FROM installation');
  if (!installation) throw new Error('The database has no installation');
  await transaction.rows('INSERT INTO posting_series (year) VALUES ($1) ON CONFLICT DO NOTHING', [year]);
  const [series] = await transaction.rows<{ serial: number }>(
    'SELECT serial FROM posting_series WHERE year = $1 FOR UPDATE',
    [year],
  );
  // After the series' lock: whoever was before us has written theirs.
  const invoices = await readInvoices(
    transaction,
    orders.map(({ id }) => id),
  );
  let serial = series?.serial ?? 0;
  const given: { readonly order: RecordId; readonly invoice: Invoice }[] = [];
  for (const { id } of orders) {
    if (invoices.has(id)) continue;
    serial += 1;
    const unsigned = {
      number: invoiceNumber(year, serial),
      year,
      serial,
      postedAt: instantFromMilliseconds(now),
    };
    const invoice = { ...unsigned, signature: keys.sign(invoiceText(installation.company_id, id, unsigned)) };
    invoices.set(id, invoice);
    given.push({ order: id, invoice });
  }
  if (given.length === 0) return invoices;
  await transaction.rows(
    `INSERT INTO postings (order_id, year, serial, posted_at, signature, epoch)
     SELECT t.*, $6 FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::text[]) AS t`,
    [
      given.map(({ order }) => order),
      given.map(({ invoice }) => invoice.year),
      given.map(({ invoice }) => invoice.serial),
      given.map(({ invoice }) => invoice.postedAt),
      given.map(({ invoice }) => invoice.signature),
      epoch,
    ],
  );
  await transaction.rows('UPDATE posting_series SET serial = $2 WHERE year = $1', [year, serial]);
  return invoices;
}

const IN_TEHRAN = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', { year: 'numeric', timeZone: 'Asia/Tehran' });

/** The solar year in which a moment lies, at the company's wall. */
export function yearOfBooks(milliseconds: number): number {
  const year = IN_TEHRAN.formatToParts(milliseconds).find(({ type }) => type === 'year');
  return Number(year?.value);
}
