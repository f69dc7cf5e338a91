import { elementsOf, textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import { deliveryKind } from './delivery.ts';
import { documentDay } from './documentStates.ts';
import { invoiceKind } from './invoice.ts';
import { orderKind } from './order.ts';
import { orderTotals } from './orderTotals.ts';
import { quoteKind } from './quote.ts';
import { returnKind } from './return.ts';

export const salesDocumentsCollection: CollectionDefinition = {
  collection: 'salesDocuments',
  schemaVersion: 1,
  kinds: { order: orderKind, quote: quoteKind, delivery: deliveryKind, invoice: invoiceKind, return: returnKind },
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
      value: (body, kind) => (kind === 'delivery' ? null : orderTotals(body).total.amount),
    },
    { name: 'line_count', type: 'integer', value: (body) => elementsOf(body, 'lines').length },
    /** The day of a document of any kind: what lists are sorted by. */
    { name: 'dated_on', type: 'text', value: documentDay },
    /** The order that a delivery, an invoice or a return is of, and that came of a quote. */
    { name: 'order_id', type: 'text', path: 'orderId', value: (body) => textOf(body, 'orderId') },
  ],
  indexes: [
    { name: 'sales_documents_by_customer', columns: ['customer_id', 'dated_on'] },
    { name: 'sales_documents_by_order', columns: ['order_id', 'kind'] },
    // The lists, a kind each, with all that they are filtered and sorted by, answered without reading the rows (as `customers_listed`).
    {
      name: 'sales_documents_listed',
      columns: ['kind', 'dated_on', 'id', 'state', 'customer_id', 'total', 'number'],
    },
  ],
};
