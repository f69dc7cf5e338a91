import { elementsOf, textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import { orderKind } from './order.ts';
import { orderTotals } from './orderTotals.ts';

export const salesDocumentsCollection: CollectionDefinition = {
  collection: 'salesDocuments',
  schemaVersion: 1,
  kinds: { order: orderKind },
  columns: [
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'owner_id', type: 'text', path: 'ownerId', value: (body) => textOf(body, 'ownerId') },
    { name: 'number', type: 'text', path: 'number', value: (body) => textOf(body, 'number') },
    { name: 'state', type: 'text', path: 'state', value: (body) => textOf(body, 'state') },
    { name: 'ordered_on', type: 'text', path: 'orderedOn', value: (body) => textOf(body, 'orderedOn') },
    { name: 'currency', type: 'text', path: 'currency', value: (body) => textOf(body, 'currency') },
    /** Computed by the shared rules wherever the record is written; never sent. */
    { name: 'total', type: 'integer', value: (body) => orderTotals(body).total.amount },
    { name: 'line_count', type: 'integer', value: (body) => elementsOf(body, 'lines').length },
  ],
  indexes: [
    { name: 'sales_documents_by_customer', columns: ['customer_id', 'ordered_on'] },
    // The list with all that it is filtered and sorted by, answered without reading the rows (as `customers_listed`).
    {
      name: 'sales_documents_listed',
      columns: ['ordered_on', 'id', 'kind', 'state', 'customer_id', 'total', 'number'],
    },
  ],
};
