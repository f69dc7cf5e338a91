/** What sales documents point to: their customer, the documents that they came of, the products of their lines. */
import { textOf } from '../bodyReads.ts';
import type { RecordBody, RecordReference } from '../record.ts';

/** Names of fields that hold the id of another sales document. */
const LINKS = ['quoteId', 'orderId', 'deliveryId', 'invoiceId'] as const;

/** @param lines The body's lines, in any order. */
export function documentReferences(body: RecordBody, lines: readonly RecordBody[]): RecordReference[] {
  const customerId = textOf(body, 'customerId');
  const links = LINKS.flatMap((field) => textOf(body, field) ?? []);
  const products = lines.flatMap((line) => textOf(line, 'productId') ?? []);
  const placeId = textOf(body, 'stockPlaceId');
  return [
    ...(placeId === null ? [] : [{ collection: 'organisation' as const, id: placeId }]),
    ...(customerId ? [{ collection: 'customers' as const, id: customerId }] : []),
    ...links.map((id) => ({ collection: 'salesDocuments' as const, id })),
    ...products.map((id) => ({ collection: 'products' as const, id })),
  ];
}
