/** The legal number on its way into the order or invoice: a version and a feed row like any other change, made by the server. */
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { invoiceNumber, type Invoice } from '../../shared/domain/salesDocuments/invoiceNumber.ts';
import type { ScopeId } from '../../shared/domain/record.ts';
import type { Transaction } from '../store/database.ts';
import { writeFeed } from '../sync/feedWriter.ts';
import { writeVersions } from '../sync/recordWriter.ts';
import { rowToRecord, type RecordRow, type StoredRecord } from '../sync/storedRecord.ts';

/** In the one order of locks (SYNC-51): customers, shared; documents, by id. */
export async function lockRows(
  transaction: Transaction,
  { customers, documents }: { readonly customers: readonly RecordId[]; readonly documents: readonly RecordId[] },
): Promise<void> {
  await transaction.rows(
    "SELECT 1 FROM records WHERE collection = 'customers' AND id = ANY($1::uuid[]) ORDER BY id FOR SHARE",
    [[...new Set(customers)]],
  );
  await transaction.rows(
    "SELECT 1 FROM records WHERE collection = 'salesDocuments' AND id = ANY($1::uuid[]) ORDER BY id FOR UPDATE",
    [[...new Set(documents)]],
  );
}

/**
 * Those of which the condition still holds (SQL over the record `r`), and that follow the same customer, now that nobody can change them
 * ({@link lockRows}). In the order given.
 */
export async function lockDocuments(
  transaction: Transaction,
  candidates: readonly { readonly id: RecordId; readonly parent_id: RecordId | null }[],
  condition: string,
): Promise<StoredRecord[]> {
  const rows = await transaction.rows<RecordRow>(
    `SELECT r.* FROM records r WHERE r.id = ANY($1::uuid[]) AND ${condition} ORDER BY r.id FOR UPDATE`,
    [candidates.map(({ id }) => id)],
  );
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  return candidates.flatMap(({ id, parent_id }) => {
    const row = rowsById.get(id);
    return row && row.parent_id === parent_id ? [rowToRecord(row)] : [];
  });
}

/** Takes the counters of scopes: the last lock of a transaction. */
export async function writeInvoices(
  transaction: Transaction,
  orders: readonly StoredRecord[],
  invoices: ReadonlyMap<RecordId, Invoice>,
  epoch: number,
): Promise<{ count: number; scopes: readonly ScopeId[] }> {
  const movements = orders.flatMap((before) => {
    const invoice = invoices.get(before.id);
    return invoice
      ? [{ before, after: { ...before, version: before.version + 1, body: { ...before.body, invoice } } }]
      : [];
  });
  await writeVersions(
    transaction,
    movements.map(({ after }) => ({
      record: after,
      // Who and when of the record stay its people's: device and group are null of what the server did.
      author: after.updatedBy,
      device: null,
      groupHash: null,
      changedPaths: ['invoice'],
      removed: {},
      bodyChanged: true,
    })),
    epoch,
  );
  const { heads } = await writeFeed(transaction, movements);
  return { count: movements.length, scopes: Object.keys(heads) };
}

/** What the books have of these documents. */
export async function readInvoices(
  transaction: Transaction,
  orders: readonly RecordId[],
): Promise<Map<RecordId, Invoice>> {
  const rows = await transaction.rows<{
    order_id: string;
    year: number;
    serial: number;
    posted_at: Date;
    signature: string;
  }>(
    'SELECT order_id, year, serial, posted_at, signature FROM postings WHERE order_id = ANY($1::uuid[]) AND year IS NOT NULL',
    [orders],
  );
  return new Map(
    rows.map(({ order_id, year, serial, posted_at, signature }) => [
      order_id,
      {
        number: invoiceNumber(year, serial),
        year,
        serial,
        postedAt: instantFromMilliseconds(posted_at.getTime()),
        signature,
      },
    ]),
  );
}
