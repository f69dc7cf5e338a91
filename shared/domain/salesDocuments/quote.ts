/** A quote: what an order would come to, valid until a day. Whether it has expired is computed from that day. */
import { z } from 'zod';
import { isIsoDate, type IsoDate } from '../../base/clock.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, instantField, moneyField, noteField, percentageField } from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { documentReferences } from './documentReferences.ts';
import { isDocumentEditable, isDocumentStep, QUOTE_STATES } from './documentStates.ts';
import { linesOf, pricedLineElement } from './lines.ts';
import { completenessViolations, consistencyViolations } from './orderRules.ts';
import { PAYMENTS } from './payment.ts';

export const quoteSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  ownerId: idField.optional(),
  /** `QUO-CODE-nnnn`, taken when it is sent. */
  number: z.string().max(60).optional(),
  state: z.enum(QUOTE_STATES),
  issuedOn: dateField,
  /** The last day on which its prices hold; without one they hold until it is declined. */
  validUntil: dateField.optional(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: linesOf(pricedLineElement),
  discountPercentage: percentageField.optional(),
  freight: moneyField.optional(),
  deliverOn: dateField.optional(),
  paymentDays: z.int().min(0).max(3_650).optional(),
  payment: z.enum(PAYMENTS).optional(),
  deliveryAddress: z.string().max(1_000).optional(),
  sentAt: instantField.optional(),
  acceptedAt: instantField.optional(),
  declinedAt: instantField.optional(),
  declineReason: z.string().max(500).optional(),
  /** The order that came of it. */
  orderId: idField.optional(),
  note: noteField.optional(),
});

export const quoteKind = defineKind({
  collection: 'salesDocuments',
  kind: 'quote',
  schema: quoteSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked' },
    groups: {
      quote: [
        'state',
        'lines',
        'currency',
        'issuedOn',
        'validUntil',
        'discountPercentage',
        'freight',
        'paymentDays',
        'payment',
        'customerId',
        'number',
        'sentAt',
        'acceptedAt',
        'declinedAt',
        'declineReason',
        'orderId',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'number') ?? ''],
  invariants: quoteViolations,
  isLocked: (body) => !isDocumentEditable(body),
  isTransitionAllowed: (before, after) => isDocumentStep('quote', before, after),
  references: (body) => documentReferences(body, elementsOf(body, 'lines')),
});

/** A draft may be half done; what is sent must be something that a customer could say yes to. */
export function quoteViolations(quote: RecordBody): Violation[] {
  const state = textOf(quote, 'state');
  if (state === 'declined') return [];
  return [
    ...(state === 'draft' ? consistencyViolations(quote) : completenessViolations(quote)),
    ...validityViolations(quote),
  ];
}

/** Everything that stands in the way of sending this quote, whatever its state is now. */
export const sendingViolations = (quote: RecordBody): Violation[] => [
  ...completenessViolations(quote),
  ...validityViolations(quote),
];

function validityViolations(quote: RecordBody): Violation[] {
  const [issuedOn, validUntil] = [textOf(quote, 'issuedOn'), textOf(quote, 'validUntil')];
  return isIsoDate(issuedOn) && isIsoDate(validUntil) && validUntil < issuedOn
    ? [violation('validUntil', 'quote.validUntilBeforeIssued')]
    : [];
}

/** Sent, unanswered, and past its last day: its prices hold no more. @param today Where the person is. */
export function isQuoteExpired(quote: RecordBody, today: IsoDate): boolean {
  const validUntil = textOf(quote, 'validUntil');
  return quote['state'] === 'sent' && isIsoDate(validUntil) && validUntil < today;
}
