/**
 * Whether numbers of the books may be given, and to which documents. A new epoch begins with posting closed, however it began: an administrator opens it.
 *
 * A sale has its legal numbers on its order or on its invoices, never on both. The company's setting `invoicedBy` says on which for sales that begin while it is in
 * force (`sales.ts`); one that has begun goes on as it began, whatever the setting says by then.
 */
import { settingId, settingInForce, type InvoicedBy } from '../../shared/domain/organisation/companySettings.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { Queryable } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';

export type PostingState = 'never opened' | 'open' | 'closed';

export async function readPostingState(database: Queryable): Promise<PostingState> {
  const [row] = await database.rows<{ posting_epoch: number | null }>('SELECT posting_epoch FROM installation');
  if (!row || row.posting_epoch === null) return 'never opened';
  return row.posting_epoch === (await readEpochs(database)).current.number ? 'open' : 'closed';
}

export async function readInvoicedBy(database: Queryable): Promise<InvoicedBy> {
  const [row] = await database.rows<{ value: JsonValue }>(
    `SELECT body -> 'value' AS value FROM records
     WHERE collection = 'organisation' AND id = $1 AND kind = 'setting' AND NOT deleted`,
    [settingId('invoicedBy')],
  );
  return settingInForce(row ? { invoicedBy: row.value } : {}, 'invoicedBy') ?? 'order';
}

/** Of the record `r`; the index `records_unposted` is for the opening of posting. */
export const IS_UNPOSTED_ORDER = `r.collection = 'salesDocuments' AND r.kind = 'order' AND NOT r.deleted AND r.body ->> 'state' = 'confirmed'
  AND NOT r.body ? 'invoice' AND NOT r.body ? 'source'`;
/** Of the record `r`; the index `records_invoices_unposted` is for the opening of posting. */
export const IS_UNPOSTED_INVOICE = `r.collection = 'salesDocuments' AND r.kind = 'invoice' AND NOT r.deleted AND r.body ->> 'state' = 'issued'
  AND NOT r.body ? 'invoice' AND NOT r.body ? 'source'`;

/** Of an order `r`: the books have one of its invoices. */
const HAS_POSTED_INVOICE = `EXISTS (SELECT 1 FROM records i JOIN postings p ON p.order_id = i.id
  WHERE i.collection = 'salesDocuments' AND i.kind = 'invoice' AND i.body ->> 'orderId' = r.id::text)`;
/** Of an invoice `r`: another one of the same order is in the books. */
const HAS_POSTED_SIBLING = `EXISTS (SELECT 1 FROM records i JOIN postings p ON p.order_id = i.id
  WHERE i.collection = 'salesDocuments' AND i.kind = 'invoice' AND i.body ->> 'orderId' = r.body ->> 'orderId' AND i.id <> r.id)`;
/** Of an invoice `r`: its order is in the books itself, or was left to others, or came with books of its own. */
const IS_OF_POSTED_ORDER = `EXISTS (SELECT 1 FROM records o LEFT JOIN postings p ON p.order_id = o.id
  WHERE o.collection = 'salesDocuments' AND o.id = (r.body ->> 'orderId')::uuid AND (p.order_id IS NOT NULL OR o.body ? 'source'))`;
const IS_LEFT = 'EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NULL)';
/** Numbers that came back after a restore are written into their papers whatever the sale has them on by now. */
const IS_NUMBERED = 'EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NOT NULL)';

export type PostedKind = 'order' | 'invoice';

/**
 * Which documents of that kind are to get a number: SQL over the record `r`. What was written down of the sale (`sales.ts`) says it; that no sale has numbers on
 * both is asked of the books besides, which may know of a number that came back from another life of the server.
 */
export const IS_DUE: Readonly<Record<PostedKind, string>> = {
  order: `${IS_UNPOSTED_ORDER} AND NOT ${IS_LEFT} AND (${IS_NUMBERED} OR (NOT ${HAS_POSTED_INVOICE}
    AND EXISTS (SELECT 1 FROM posting_sales s WHERE s.order_id = r.id AND s.invoiced_by = 'order')))`,
  invoice: `${IS_UNPOSTED_INVOICE} AND NOT ${IS_LEFT} AND (${IS_NUMBERED} OR (NOT ${IS_OF_POSTED_ORDER}
    AND (${HAS_POSTED_SIBLING} OR EXISTS (SELECT 1 FROM posting_sales s WHERE s.order_id = (r.body ->> 'orderId')::uuid AND s.invoiced_by = 'invoice'))))`,
};
