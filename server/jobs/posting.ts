/**
 * Whether numbers of the books may be given, and to which documents. A new epoch begins with posting closed, however it began: an administrator opens it.
 *
 * A sale has its legal numbers on its order or on its invoices, never on both. The company's setting `invoicedBy` says on which, for sales that have
 * none yet; one that has begun goes on as it began, whatever the setting says by then.
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

/** Of the record `r`, as the index `records_unposted` has it. */
export const IS_UNPOSTED_ORDER = `r.collection = 'salesDocuments' AND r.kind = 'order' AND NOT r.deleted AND r.body ->> 'state' = 'confirmed'
  AND NOT r.body ? 'invoice' AND NOT r.body ? 'source'`;
/** Of the record `r`, as the index `records_invoices_unposted` has it. */
export const IS_UNPOSTED_INVOICE = `r.collection = 'salesDocuments' AND r.kind = 'invoice' AND NOT r.deleted AND r.body ->> 'state' = 'issued'
  AND NOT r.body ? 'invoice' AND NOT r.body ? 'source'`;

/** Of an order `r`: the books have one of its invoices, or leave it to other books. */
const HAS_POSTED_INVOICE = `EXISTS (SELECT 1 FROM records i JOIN postings p ON p.order_id = i.id
  WHERE i.collection = 'salesDocuments' AND i.kind = 'invoice' AND i.body ->> 'orderId' = r.id::text)`;
/** Of an invoice `r`: another one of the same order is in the books. */
const HAS_POSTED_SIBLING = `EXISTS (SELECT 1 FROM records i JOIN postings p ON p.order_id = i.id
  WHERE i.collection = 'salesDocuments' AND i.kind = 'invoice' AND i.body ->> 'orderId' = r.body ->> 'orderId' AND i.id <> r.id)`;
/** Of an invoice `r`: its order is in the books itself, or was left to others, or came with books of its own. */
const IS_OF_POSTED_ORDER = `EXISTS (SELECT 1 FROM records o LEFT JOIN postings p ON p.order_id = o.id
  WHERE o.collection = 'salesDocuments' AND o.id = (r.body ->> 'orderId')::uuid AND (p.order_id IS NOT NULL OR o.body ? 'source'))`;

export type PostedKind = 'order' | 'invoice';

/** Which documents of that kind are to get a number: SQL over the record `r`. */
export function candidatesOf(kind: PostedKind, invoicedBy: InvoicedBy): string {
  const isLeft = 'EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NULL)';
  if (kind === 'order')
    return invoicedBy === 'order'
      ? `${IS_UNPOSTED_ORDER} AND NOT ${isLeft} AND NOT ${HAS_POSTED_INVOICE}`
      : // Numbers that came back after a restore are written into their orders all the same.
        `${IS_UNPOSTED_ORDER} AND EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NOT NULL)`;
  const isOwn = `${IS_UNPOSTED_INVOICE} AND NOT ${isLeft} AND NOT ${IS_OF_POSTED_ORDER}`;
  return invoicedBy === 'invoice' ? isOwn : `${isOwn} AND ${HAS_POSTED_SIBLING}`;
}
