/** Goods that a customer gives back: of which line, how many, why, and what they get for it. */
import { z } from 'zod';
import { joinPath } from '../../base/leafPath.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, instantField, noteField, percentageField } from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { goodsViolations } from './delivery.ts';
import { documentReferences } from './documentReferences.ts';
import { isDocumentEditable, isDocumentStep, RETURN_STATES } from './documentStates.ts';
import { linesOf, returnLineElement, returnReasonField } from './lines.ts';
import { consistencyViolations } from './orderRules.ts';

/** What the customer gets: money, or the same goods again. */
export const REMEDIES = ['refund', 'replacement'] as const;
export type Remedy = (typeof REMEDIES)[number];

export const returnSchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  ownerId: idField.optional(),
  orderId: idField,
  /** What the goods come back from, where it is known. */
  deliveryId: idField.optional(),
  invoiceId: idField.optional(),
  /** `RET-CODE-nnnn`, taken when it is accepted. */
  number: z.string().max(60).optional(),
  state: z.enum(RETURN_STATES),
  issuedOn: dateField,
  currency: z.string().regex(/^[A-Z]{3}$/),
  lines: linesOf(returnLineElement),
  /** As the order had it: what is given back for a line is what was paid for it. */
  discountPercentage: percentageField.optional(),
  /** Of every line that has none of its own. */
  reason: returnReasonField.optional(),
  remedy: z.enum(REMEDIES),
  /** Where the goods lie once they are back. */
  stockPlaceId: idField.optional(),
  acceptedAt: instantField.optional(),
  receivedAt: instantField.optional(),
  refusedAt: instantField.optional(),
  refuseReason: z.string().max(500).optional(),
  note: noteField.optional(),
});

export const returnKind = defineKind({
  collection: 'salesDocuments',
  kind: 'return',
  schema: returnSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked', orderId: 'locked', deliveryId: 'locked', invoiceId: 'locked' },
    groups: {
      return: [
        'state',
        'lines',
        'currency',
        'issuedOn',
        'discountPercentage',
        'reason',
        'remedy',
        'stockPlaceId',
        'customerId',
        'number',
        'acceptedAt',
        'receivedAt',
        'refusedAt',
        'refuseReason',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'number') ?? ''],
  invariants: returnViolations,
  isLocked: (body) => !isDocumentEditable(body),
  isTransitionAllowed: (before, after) => isDocumentStep('return', before, after),
  references: (body) => documentReferences(body, elementsOf(body, 'lines')),
});

export function returnViolations(body: RecordBody): Violation[] {
  const state = textOf(body, 'state');
  if (state === 'refused') return [];
  const violations = consistencyViolations(body);
  if (state === 'draft') return violations;
  violations.push(...goodsViolations(body));
  if (textOf(body, 'reason') !== null) return violations;
  for (const line of elementsOf(body, 'lines'))
    if (textOf(line, 'reason') === null)
      violations.push(violation(joinPath('lines', textOf(line, 'id') ?? '', 'reason'), 'return.reasonMissing'));
  return violations;
}
