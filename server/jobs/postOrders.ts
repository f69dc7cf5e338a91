/**
 * Posting: gives each sale its legal invoice number, on the document that is the company's invoice (`sales.ts`): the confirmed order, or the issued
 * invoice. In the order of their confirmation (issue), without gaps within a year of the books. What was given stands in `postings`, this job's own
 * ledger, in the transaction that writes the number into the document: run twice, cut anywhere, or on two nodes at once, a document gets one number and no
 * number is skipped. Never in a pusher's transaction: the series is one row for the whole company.
 *
 * Two devices without a line may each have invoiced the rest of one order. Both papers exist; the books take the first of them, and none that would
 * invoice more than was ordered: that one waits until somebody cancels the one or the other.
 *
 * Locks as everywhere (SYNC-51): the customers that the documents follow, shared; the documents, and the orders of invoices, by id; the series; the
 * counters of scopes. The order's lock is the sale's: whoever has it alone decides on which of its papers the numbers are.
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
import { IS_DUE, readPostingState, type PostedKind } from './posting.ts';
import { followSales } from './sales.ts';
import { leaveOutInvoicedTwice } from './invoicedTwice.ts';
import { lockDocuments, lockRows, readInvoices, writeInvoices } from './writeInvoices.ts';

export interface PostOrdersOptions {
  /** Documents per transaction. */
  readonly batchSize?: number;
  readonly isStopped?: () => boolean;
}

const BATCH_SIZE = 50;

/** @returns how many documents got their number; none while posting is not open. */
export async function postOrders(
  database: Database,
  keys: ServerKeys,
  clock: Clock,
  { batchSize = BATCH_SIZE, isStopped = () => false }: PostOrdersOptions = {},
): Promise<number> {
  let posted = 0;
  await followSales(database, isStopped);
  for (const kind of ['order', 'invoice'] as const) {
    for (let behind: Place | null = null; !isStopped();) {
      const after: Place | null = behind;
      const batch: Batch = await retried(database, (transaction) =>
        post(transaction, keys, clock, kind, after, batchSize),
      );
      await announceScopes(database, batch.scopes);
      posted += batch.posted;
      if (batch.last === null) break;
      // Those that wait are not met again in this run: what is behind them is no less due.
      behind = batch.last;
    }
  }
  return posted;
}

/** Of a candidate, in the order in which they are numbered. */
interface Place {
  readonly at: string;
  readonly id: RecordId;
}

interface Batch {
  readonly posted: number;
  readonly scopes: readonly string[];
  /** null: there was nothing behind these. */
  readonly last: Place | null;
}

const NOTHING: Batch = { posted: 0, scopes: [], last: null };

/** `$1` of the kind, behind `$3` and `$4`: what waits, whether or not it is still due. */
export const WAITING = `SELECT q.document_id AS id, q.out_since AS at, r.parent_id, r.body ->> 'orderId' AS order_id
  FROM posting_queue q LEFT JOIN records r ON r.collection = 'salesDocuments' AND r.id = q.document_id
  WHERE q.kind = $1 AND ($3::text IS NULL OR (q.out_since, q.document_id) > ($3::text, $4::uuid))
  ORDER BY q.out_since, q.document_id LIMIT $2`;

async function post(
  transaction: Transaction,
  keys: ServerKeys,
  clock: Clock,
  kind: PostedKind,
  after: Place | null,
  size: number,
): Promise<Batch> {
  if ((await readPostingState(transaction)) !== 'open') return NOTHING;
  const candidates = await transaction.rows<Place & { parent_id: string | null; order_id: string | null }>(WAITING, [
    kind,
    size,
    after?.at ?? null,
    after?.id ?? null,
  ]);
  const last = candidates.length < size ? null : (candidates.at(-1) ?? null);
  if (candidates.length === 0) return NOTHING;
  await lockRows(transaction, {
    customers: candidates.flatMap(({ parent_id }) => parent_id ?? []),
    documents: candidates.flatMap(({ id, order_id }) =>
      kind === 'invoice' && order_id !== null ? [id, order_id] : [id],
    ),
  });
  const due = await lockDocuments(transaction, candidates, IS_DUE[kind]);
  const { current } = await readEpochs(transaction);
  const documents = kind === 'invoice' ? await leaveOutInvoicedTwice(transaction, due) : due;
  const invoices = await giveNumbers(transaction, keys, clock, documents, current.number);
  // One that is due and has no number yet waits on; any other has it by now, or will never get one. (What makes it due once more comes by the feed.)
  await transaction.rows(
    `DELETE FROM posting_queue q WHERE q.document_id = ANY($1::uuid[])
       AND (q.document_id = ANY($2::uuid[]) OR NOT EXISTS (SELECT 1 FROM records r WHERE r.id = q.document_id AND ${IS_DUE[kind]}))`,
    [candidates.map(({ id }) => id), documents.map(({ id }) => id)],
  );
  const written = await writeInvoices(transaction, documents, invoices, current.number);
  return { posted: written.count, scopes: written.scopes, last };
}

/** By document. One that has its number already (its posting came back after a restore) keeps it. */
async function giveNumbers(
  transaction: Transaction,
  keys: ServerKeys,
  clock: Clock,
  documents: readonly StoredRecord[],
  epoch: number,
): Promise<Map<RecordId, Invoice>> {
  if (documents.length === 0) return new Map();
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
    documents.map(({ id }) => id),
  );
  let serial = series?.serial ?? 0;
  const given: { readonly document: RecordId; readonly invoice: Invoice }[] = [];
  for (const { id } of documents) {
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
    given.push({ document: id, invoice });
  }
  if (given.length === 0) return invoices;
  await transaction.rows(
    `INSERT INTO postings (order_id, year, serial, posted_at, signature, epoch)
     SELECT t.*, $6 FROM unnest($1::uuid[], $2::int[], $3::int[], $4::timestamptz[], $5::text[]) AS t`,
    [
      given.map(({ document }) => document),
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
