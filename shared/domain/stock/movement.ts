/**
 * Goods that came, went, or were found to be others than the books said. A movement happened: it is never changed and never removed; what was written
 * wrongly is put right by another one. How much lies at a place is reckoned from them (`levels.ts`), by the server and by every device alike.
 */
import { z } from 'zod';
import { integerOf, textOf } from '../bodyReads.ts';
import { commonFields, idField, instantField, noteField, quantityField } from '../fields.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import { COMPANY_SCOPE, stockScope, type RecordBody, type RecordReference, type ScopeId } from '../record.ts';

/**
 * - `receipt`: from a supplier; `delivery`: to a customer; `return`: from a customer
 * - `transferOut`, `transferIn`: the two ends of one move between places; `vanLoading`: both ends, where the goods go onto a van
 * - `count`: somebody counted: `counted` lay there, whatever the books said
 * - `damage`: broken, spoiled, lost
 */
export const MOVEMENT_REASONS = [
  'receipt',
  'delivery',
  'return',
  'transferOut',
  'transferIn',
  'vanLoading',
  'count',
  'damage',
] as const;
export type MovementReason = (typeof MOVEMENT_REASONS)[number];

/** Which way goods go for this reason: 1 come, -1 go, 0 either. */
export const DIRECTION_BY_REASON: Readonly<Record<MovementReason, -1 | 0 | 1>> = {
  receipt: 1,
  delivery: -1,
  return: 1,
  transferOut: -1,
  transferIn: 1,
  vanLoading: 0,
  count: 0,
  damage: -1,
};

export const movementSchema = z.looseObject({
  ...commonFields,
  productId: idField,
  placeId: idField,
  /** × 1,000; what came is positive. Of a count: how far it lay from what its counter was shown. */
  quantity: quantityField,
  reason: z.enum(MOVEMENT_REASONS),
  /** Of a count: how much lay there, × 1,000. It says so for itself, so that two who count the same shelf do not correct it twice. */
  counted: quantityField.optional(),
  occurredAt: instantField,
  /** The delivery, return or order that it belongs to. */
  documentId: idField.optional(),
  /** The same on both ends of a move between places. */
  transferId: idField.optional(),
  /** Where it came from, or went to. */
  otherPlaceId: idField.optional(),
  /** The movement of a paper that was cancelled, which never was: the same goods the other way, at the same moment (`paperMovements.ts`). */
  takesBack: idField.optional(),
  note: noteField.optional(),
});
export type Movement = z.infer<typeof movementSchema>;

/** In the scope of its place; without one in everybody's. */
export const stockHome = (body: RecordBody): ScopeId => {
  const placeId = textOf(body, 'placeId');
  return placeId === null ? COMPANY_SCOPE : stockScope(placeId);
};

export const movementKind = defineKind({
  collection: 'stock',
  kind: 'movement',
  schema: movementSchema,
  merge: {
    default: 'locked',
    groups: {
      movement: [
        'productId',
        'placeId',
        'quantity',
        'reason',
        'counted',
        'occurredAt',
        'documentId',
        'transferId',
        'otherPlaceId',
        'takesBack',
        'note',
      ],
    },
  },
  scope: { home: stockHome },
  searchText: () => [],
  invariants: movementViolations,
  isLocked: () => true,
  references: (body) => [
    ...referenceTo('products', textOf(body, 'productId')),
    ...referenceTo('organisation', textOf(body, 'placeId')),
    ...referenceTo('organisation', textOf(body, 'otherPlaceId')),
    ...referenceTo('salesDocuments', textOf(body, 'documentId')),
  ],
});

export function movementViolations(body: RecordBody): Violation[] {
  const quantity = integerOf(body, 'quantity') ?? 0;
  const reason = MOVEMENT_REASONS.find((known) => known === body['reason']);
  if (reason === undefined) return [];
  if (reason === 'count') {
    const counted = integerOf(body, 'counted');
    if (counted === null) return [violation('counted', 'stock.countMissing')];
    return counted < 0 ? [violation('counted', 'stock.countNegative')] : [];
  }
  const direction = textOf(body, 'takesBack') === null ? DIRECTION_BY_REASON[reason] : -DIRECTION_BY_REASON[reason];
  if (quantity === 0) return [violation('quantity', 'stock.quantityMissing')];
  return direction !== 0 && Math.sign(quantity) !== direction ? [violation('quantity', 'stock.directionWrong')] : [];
}

const referenceTo = (collection: RecordReference['collection'], id: string | null): RecordReference[] =>
  id === null ? [] : [{ collection, id }];
