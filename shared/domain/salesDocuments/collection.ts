import { elementsOf, moneyOf, objectOf, textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import type { RecordBody } from '../record.ts';
import { deliveryKind } from './delivery.ts';
import { documentDay } from './documentStates.ts';
import { invoiceKind } from './invoice.ts';
import { orderKind } from './order.ts';
import { orderTotals } from './orderTotals.ts';
import { quoteKind } from './quote.ts';
import { receiptKind } from './receipt.ts';
import { returnKind } from './return.ts';

export const salesDocumentsCollection: CollectionDefinition = {
  collection: 'salesDocuments',
  schemaVersion: 1,
  kinds: {
    order: orderKind,
    quote: quoteKind,
    delivery: deliveryKind,
    invoice: invoiceKind,
    return: returnKind,
    receipt: receiptKind,
  },
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'owner_id', type: 'text', path: 'ownerId', value: (body) => textOf(body, 'ownerId') },
    { name: 'number', type: 'text', path: 'number', value: (body) => textOf(body, 'number') },
    { name: 'state', type: 'text', path: 'state', value: (body) => textOf(body, 'state') },
    { name: 'ordered_on', type: 'text', path: 'orderedOn', value: (body) => textOf(body, 'orderedOn') },
    { name: 'currency', type: 'text', path: 'currency', value: (body) => textOf(body, 'currency') },
    /** Computed by the shared rules wherever the record is written; never sent. */
    {
      name: 'total',
      type: 'integer',
      value: totalOf,
    },
    { name: 'line_count', type: 'integer', value: (body) => elementsOf(body, 'lines').length },
    /** The day of a document of any kind: what lists are sorted by. */
    { name: 'dated_on', type: 'text', value: documentDay },
    /** The order that a delivery, an invoice or a return is of, and that came of a quote. */
    { name: 'order_id', type: 'text', path: 'orderId', value: (body) => textOf(body, 'orderId') },
    /** Of a receipt: how it was paid, and from when the bank pays its cheque. */
    { name: 'method', type: 'text', path: 'method', value: (body) => textOf(body, 'method') },
    { name: 'due_on', type: 'text', path: 'cheque.dueOn', value: (body) => textOf(objectOf(body['cheque']), 'dueOn') },
  ],
  indexes: [
    // With what a search counts by, so that it reads none of the papers of the customers that it finds.
    { name: 'sales_documents_by_customer', columns: ['customer_id', 'dated_on', 'kind', 'state'] },
    { name: 'sales_documents_by_order', columns: ['order_id', 'kind'] },
    // The lists, a kind each, with all that they are filtered and sorted by, answered without reading the rows (as `customers_listed`).
    {
      name: 'sales_documents_listed',
      columns: ['kind', 'dated_on', 'id', 'state', 'customer_id', 'total', 'number'],
    },
    // The register of cheques, by the day on which they are due; and receipts of one method, by their own day.
    {
      name: 'sales_documents_by_due',
      columns: ['kind', 'method', 'due_on', 'id', 'state', 'customer_id', 'total', 'dated_on'],
    },
  ],
};

/** null for a delivery: it has no prices. */
function totalOf(body: RecordBody, kind: string): number | null {
  if (kind === 'delivery') return null;
  if (kind !== 'receipt') return orderTotals(body).total.amount;
  const amount = moneyOf(body, 'amount')?.amount;
  return amount !== undefined && Number.isSafeInteger(amount) ? amount : 0;
}
