/** A delivery of an order, whole or in part. It says what left the house and when; it has no prices. */
import { z } from 'zod';
import { joinPath } from '../../base/leafPath.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, instantField, noteField } from '../fields.ts';
import { followCustomer } from '../followCustomer.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { documentReferences } from './documentReferences.ts';
import { DELIVERY_STATES, isDocumentEditable, isDocumentStep } from './documentStates.ts';
import { deliveryLineElement, linesOf } from './lines.ts';
import { repeatedLineViolations } from './orderRules.ts';

export const deliverySchema = z.looseObject({
  ...commonFields,
  customerId: idField,
  ownerId: idField.optional(),
  orderId: idField,
  /** `DLV-CODE-nnnn`, taken when the goods go. */
  number: z.string().max(60).optional(),
  state: z.enum(DELIVERY_STATES),
  /** The day on which the goods go, or went. */
  issuedOn: dateField,
  lines: linesOf(deliveryLineElement),
  deliveryAddress: z.string().max(1_000).optional(),
  /** Where the goods lay: it moves stock there (`shared/domain/stock/paperMovements.ts`). Without it, it moves none. */
  stockPlaceId: idField.optional(),
  /** Who took the goods in. */
  receivedBy: z.string().max(200).optional(),
  deliveredAt: instantField.optional(),
  cancelledAt: instantField.optional(),
  cancelReason: z.string().max(500).optional(),
  note: noteField.optional(),
});

export const deliveryKind = defineKind({
  collection: 'salesDocuments',
  kind: 'delivery',
  schema: deliverySchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked', orderId: 'locked' },
    groups: {
      delivery: [
        'state',
        'lines',
        'issuedOn',
        'customerId',
        'number',
        'receivedBy',
        'stockPlaceId',
        'deliveredAt',
        'cancelledAt',
        'cancelReason',
      ],
    },
  },
  scope: followCustomer,
  searchText: (body) => [textOf(body, 'number') ?? ''],
  invariants: deliveryViolations,
  isLocked: (body) => !isDocumentEditable(body),
  isTransitionAllowed: (before, after) => isDocumentStep('delivery', before, after),
  references: (body) => documentReferences(body, elementsOf(body, 'lines')),
});

function deliveryViolations(body: RecordBody): Violation[] {
  if (body['state'] === 'cancelled') return [];
  return [...repeatedLineViolations(body), ...(body['state'] === 'delivered' ? goodsViolations(body) : [])];
}

/** Goods that move: there are some, and each is of a line of the order. */
export function goodsViolations(body: RecordBody): Violation[] {
  const lines = elementsOf(body, 'lines');
  if (lines.length === 0) return [violation('lines', 'document.linesMissing')];
  return lines.flatMap((line) =>
    textOf(line, 'orderLineId') === null
      ? [violation(joinPath('lines', textOf(line, 'id') ?? ''), 'document.orderLineMissing')]
      : [],
  );
}
