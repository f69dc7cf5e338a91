/**
 * The sale that a person made, as they are judged by it: who sold what to whom, when and for how much. It lives in that person's scope and
 * not beside its order, so it stays theirs when the customer, and the order with it, goes to another territory (SYNC-104).
 *
 * Made and kept by the server alone (`server/jobs/creditSales.ts`), from the order as it is.
 */
import { z } from 'zod';
import { deterministicId, type RecordId } from '../../base/id.ts';
import { moneyOf, textOf } from '../bodyReads.ts';
import { dateField, idField, moneyField, nameField } from '../fields.ts';
import { defineKind, type CollectionDefinition } from '../kind.ts';
import { personScope, type RecordBody } from '../record.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';

/** `withdrawn`: the order was cancelled, or is no sale any more for another reason. The credit stays, so that everybody who holds it hears of it. */
export const SALES_CREDIT_STATES = ['credited', 'withdrawn'] as const;

export const salesCreditSchema = z.looseObject({
  /** Who owned the order when it was confirmed. Whoever owns it later changes nothing. */
  personId: idField,
  salesDocumentId: idField,
  customerId: idField.optional(),
  /** As it was called when the sale was credited: the person may not hold the customer any more. Absent when head office does not know the customer. */
  customerName: nameField.optional(),
  /** The order's own date. */
  documentDate: dateField,
  /** What the order comes to, tax and freight included: the sum that orders show everywhere else. */
  amount: moneyField,
  state: z.enum(SALES_CREDIT_STATES),
});
export type SalesCredit = z.infer<typeof salesCreditSchema>;

/** One order, one credit: the same id whoever makes it, and however often. */
export const salesCreditId = (salesDocumentId: RecordId): RecordId => deterministicId('salesCredit', salesDocumentId);

/** Does the order count as a sale of somebody? A draft does not yet, a cancelled or deleted one not any more. */
export const isSale = (order: { readonly deleted: boolean; readonly body: RecordBody }): boolean =>
  !order.deleted && order.body['state'] === 'confirmed';

/** What of a credit follows its order, whatever becomes of that; person and name stay as they were credited. */
export function creditFacts(order: { readonly deleted: boolean; readonly body: RecordBody }): RecordBody {
  const customerId = textOf(order.body, 'customerId');
  const { amount, currency } = orderTotals(order.body).total;
  return {
    ...(customerId === null ? {} : { customerId }),
    documentDate: textOf(order.body, 'orderedOn') ?? '',
    amount: { amount, currency },
    state: isSale(order) ? 'credited' : 'withdrawn',
  };
}

export const salesCreditKind = defineKind({
  collection: 'salesCredits',
  kind: 'salesCredit',
  schema: salesCreditSchema,
  merge: { default: 'serverOnly' },
  scope: {
    // Without a person in nobody's scope, rather than in everybody's.
    home: (body) => personScope(textOf(body, 'personId') ?? ''),
  },
  searchText: () => [],
});

export const salesCreditsCollection: CollectionDefinition = {
  collection: 'salesCredits',
  schemaVersion: 1,
  kinds: { salesCredit: salesCreditKind },
  columns: [
    { name: 'person_id', type: 'text', path: 'personId', value: (body) => textOf(body, 'personId') },
    {
      name: 'sales_document_id',
      type: 'text',
      path: 'salesDocumentId',
      value: (body) => textOf(body, 'salesDocumentId'),
    },
    { name: 'customer_id', type: 'text', path: 'customerId', value: (body) => textOf(body, 'customerId') },
    { name: 'document_date', type: 'text', path: 'documentDate', value: (body) => textOf(body, 'documentDate') },
    { name: 'state', type: 'text', path: 'state', value: (body) => textOf(body, 'state') },
    {
      name: 'currency',
      type: 'text',
      path: 'amount.currency',
      value: (body) => moneyOf(body, 'amount')?.currency ?? null,
    },
    {
      name: 'amount',
      type: 'integer',
      path: 'amount.amount',
      value: (body) => moneyOf(body, 'amount')?.amount ?? null,
    },
  ],
  indexes: [
    // A person's sales of a month are summed from the index alone.
    { name: 'sales_credits_by_person', columns: ['person_id', 'state', 'document_date', 'currency', 'amount'] },
    { name: 'sales_credits_by_document', columns: ['sales_document_id'] },
  ],
};
