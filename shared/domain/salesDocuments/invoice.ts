/**
 * An invoice of an order, whole or in part. Its number is the device's; the legal number, without gaps, is given by the server alone, and only where
 * the company has said that the invoice, not the order, carries it (company setting `invoicedBy`).
 */
import { z } from 'zod';
import { elementsOf, objectOf, textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, instantField, moneyField, noteField, percentageField } from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type Violation } from '../kind.ts';
import type { RecordBody } from '../record.ts';
import { goodsViolations } from './delivery.ts';
import { documentReferences } from './documentReferences.ts';
import { INVOICE_STATES, isDocumentEditable, isDocumentStep } from './documentStates.ts';
import { invoiceField } from './invoiceNumber.ts';
import { invoiceLineElement, linesOf } from './lines.ts';
import { completenessViolations, consistencyViolations } from './orderRules.ts';
import { PAYMENTS } from './payment.ts';

export const invoiceSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  ownerId: idField.optional(),
  orderId: idField,
  /** The delivery that it was made from. */
  deliveryId: idField.optional(),
  /** `INV-CODE-nnnn`, taken when it is issued. */
  number: z.string().max(60).optional(),
  state: z.enum(INVOICE_STATES),
  issuedOn: dateField,
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: linesOf(invoiceLineElement),
  discountPercentage: percentageField.optional(),
  freight: moneyField.optional(),
  paymentDays: z.int().min(0).max(3_650).optional(),
  payment: z.enum(PAYMENTS).optional(),
  issuedAt: instantField.optional(),
  cancelledAt: instantField.optional(),
  cancelReason: z.string().max(500).optional(),
  note: noteField.optional(),
  /** The legal number. */
  invoice: invoiceField.optional(),
});

export const invoiceKind = defineKind({
  collection: 'salesDocuments',
  kind: 'invoice',
  schema: invoiceSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked', orderId: 'locked', deliveryId: 'locked', invoice: 'serverOnly' },
    groups: {
      invoice: [
        'state',
        'lines',
        'currency',
        'issuedOn',
        'discountPercentage',
        'freight',
        'paymentDays',
        'payment',
        'customerId',
        'number',
        'issuedAt',
        'cancelledAt',
        'cancelReason',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'number') ?? '', textOf(objectOf(body['invoice']), 'number') ?? ''],
  invariants: invoiceViolations,
  isLocked: (body) => !isDocumentEditable(body),
  isTransitionAllowed: (before, after) => isDocumentStep('invoice', before, after),
  references: (body) => documentReferences(body, elementsOf(body, 'lines')),
});

export function invoiceViolations(invoice: RecordBody): Violation[] {
  if (invoice['state'] === 'cancelled') return [];
  if (invoice['state'] === 'draft') return consistencyViolations(invoice);
  return [...completenessViolations(invoice), ...goodsViolations(invoice)];
}
