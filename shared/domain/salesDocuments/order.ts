/** The order. Its totals are computed by `orderTotals.ts`, never stored in the body and never sent. */
import { z } from 'zod';
import { approvalField } from '../approvals/approval.ts';
import { elementsOf, objectOf, textOf } from '../bodyReads.ts';
import {
  commonFields,
  dateField,
  idField,
  instantField,
  moneyField,
  noteField,
  paperField,
  percentageField,
} from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind } from '../kind.ts';
import type { RecordBody } from '../record.ts';
import { documentReferences } from './documentReferences.ts';
import { invoiceField } from './invoiceNumber.ts';
import { linesOf, pricedLineElement } from './lines.ts';
import { orderTransition, orderViolations } from './orderRules.ts';
import { PAYMENTS } from './payment.ts';

export const ORDER_STATES = ['draft', 'confirmed', 'cancelled'] as const;
export type OrderLine = z.infer<typeof pricedLineElement>;

export const orderSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  /** The seller. */
  ownerId: idField.optional(),
  /** The quote that it came of. */
  quoteId: idField.optional(),
  /** Printed number `SERIES-CODE-nnnn`, taken from the device's leased block at confirmation. */
  number: z.string().max(60).optional(),
  state: z.enum(ORDER_STATES),
  orderedOn: dateField,
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: linesOf(pricedLineElement),
  /** On the whole document, after the lines' own discounts. */
  discountPercentage: percentageField.optional(),
  freight: moneyField.optional(),
  deliverOn: dateField.optional(),
  deliveredOn: dateField.optional(),
  paymentDays: z.int().min(0).max(3_650).optional(),
  /** How what is owed will be paid: on account when left out. It says which of the customer's limits an order on credit counts against. */
  payment: z.enum(PAYMENTS).optional(),
  deliveryAddress: z.string().max(1_000).optional(),
  confirmedAt: instantField.optional(),
  cancelledAt: instantField.optional(),
  cancelReason: z.string().max(500).optional(),
  /** Somebody else's word, where the seller's own is not enough. */
  approval: approvalField.optional(),
  note: noteField.optional(),
  /** Entered by somebody else, from what the seller had written on paper. */
  paper: paperField.optional(),
  /** The legal invoice number, given by the server alone, once the order is posted. */
  invoice: invoiceField.optional(),
});
export type Order = z.infer<typeof orderSchema>;

export const orderKind = defineKind({
  collection: 'salesDocuments',
  kind: 'order',
  schema: orderSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked', quoteId: 'locked', invoice: 'serverOnly' },
    groups: {
      order: [
        'state',
        'lines',
        'currency',
        'orderedOn',
        'discountPercentage',
        'freight',
        'paymentDays',
        'payment',
        'customerId',
        'number',
        'confirmedAt',
        'cancelledAt',
        'cancelReason',
        // With the terms: an approval never meets lines that whoever approved had not seen.
        'approval',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => [
    textOf(body, 'number') ?? '',
    textOf(objectOf(body['invoice']), 'number') ?? '',
    textOf(objectOf(body['paper']), 'number') ?? '',
  ],
  invariants: orderViolations,
  isLocked: (body) => body['state'] !== 'draft',
  isTransitionAllowed: isOrderStep,
  references: (body) => documentReferences(body, elementsOf(body, 'lines')),
});

/** A legal step of a confirmed order's life: its state moves on, and nothing else changes but when and why. */
function isOrderStep(before: RecordBody, after: RecordBody): boolean {
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return (
    orderTransition(textOf(before, 'state') ?? '', textOf(after, 'state') ?? '') &&
    changed.every((field) => ['state', 'cancelledAt', 'cancelReason'].includes(field))
  );
}
