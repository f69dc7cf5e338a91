/** Two devices without a line may each have invoiced the rest of one order. The books take no invoice by which more goods, or more freight, would be invoiced than was ordered. */
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { RecordId } from '../../shared/base/id.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { orderProgress, type ChainDocument } from '../../shared/domain/salesDocuments/orderProgress.ts';
import type { Transaction } from '../store/database.ts';
import type { StoredRecord } from '../sync/storedRecord.ts';

/**
 * The caller holds the locks of the invoices and of their orders. An invoice that is in the books already (its number came back) is let through.
 * @param invoices In the order in which they are numbered: the first of two has the number.
 */
export async function leaveOutInvoicedTwice(
  transaction: Transaction,
  invoices: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const orderIds = [...new Set(invoices.flatMap(({ body }) => textOf(body, 'orderId') ?? []))];
  if (orderIds.length === 0) return [...invoices];
  const orders = await readBodies(transaction, orderIds);
  const posted = await readPosted(transaction, orderIds);
  const left: StoredRecord[] = [];
  for (const invoice of invoices) {
    const orderId = textOf(invoice.body, 'orderId') ?? '';
    const order = orders.get(orderId);
    const inBooks = posted.get(orderId) ?? [];
    posted.set(orderId, inBooks);
    const isThere = inBooks.some(({ id }) => id === invoice.id);
    // Of an order that is not here nothing is known that could be exceeded.
    if (!isThere && order && isTooMuch(order, [...inBooks, invoice])) continue;
    if (!isThere) inBooks.push(invoice);
    left.push(invoice);
  }
  return left;
}

const isTooMuch = (order: RecordBody, invoices: readonly PostedInvoice[]): boolean =>
  orderProgress(
    order,
    invoices.map(({ body }): ChainDocument => ({ kind: 'invoice', body })),
  ).invoiced.state === 'tooMuch';

type PostedInvoice = Pick<StoredRecord, 'id' | 'body'>;

async function readBodies(transaction: Transaction, ids: readonly RecordId[]): Promise<Map<RecordId, RecordBody>> {
  const rows = await transaction.rows<{ id: RecordId; body: RecordBody }>(
    "SELECT id, body FROM records WHERE collection = 'salesDocuments' AND kind = 'order' AND id = ANY($1::uuid[])",
    [ids],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}

/** By order: its invoices that are in the books and were not cancelled since. */
async function readPosted(
  transaction: Transaction,
  orderIds: readonly RecordId[],
): Promise<Map<RecordId, PostedInvoice[]>> {
  const rows = await transaction.rows<{ id: RecordId; order_id: RecordId; body: RecordBody }>(
    `SELECT r.id, r.body ->> 'orderId' AS order_id, r.body FROM records r JOIN postings p ON p.order_id = r.id
     WHERE r.collection = 'salesDocuments' AND r.kind = 'invoice' AND r.body ->> 'orderId' = ANY($1) AND r.body ->> 'state' = 'issued' AND NOT r.deleted`,
    [orderIds],
  );
  const byOrder = new Map<RecordId, PostedInvoice[]>();
  for (const { id, order_id, body } of rows) byOrder.set(order_id, [...(byOrder.get(order_id) ?? []), { id, body }]);
  return byOrder;
}
