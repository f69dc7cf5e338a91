/** A part of what lies at a place that is kept for one person for some time: within it, what they promise without a line is firm. */
import { z } from 'zod';
import { integerOf, textOf } from '../bodyReads.ts';
import { commonFields, dateField, idField, noteField, quantityField } from '../fields.ts';
import { defineKind, type Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { stockHome } from './movement.ts';

export const allotmentSchema = z.looseObject({
  ...commonFields,
  productId: idField,
  placeId: idField,
  /** The person for whom it is kept. */
  holderId: idField,
  /** What was granted, × 1,000. What of it is used is reckoned from their orders. */
  quantity: quantityField,
  /** Both days included. */
  from: dateField,
  to: dateField,
  note: noteField.optional(),
});
export type Allotment = z.infer<typeof allotmentSchema>;

export const allotmentKind = defineKind({
  collection: 'stock',
  kind: 'allotment',
  schema: allotmentSchema,
  merge: {
    default: 'serverOrder',
    policies: { source: 'locked', productId: 'locked', placeId: 'locked', holderId: 'locked' },
    groups: { grant: ['quantity', 'from', 'to'] },
  },
  // Who holds the place holds it. A share with its holder would let their manager change what another branch keeps for them.
  scope: { home: stockHome },
  searchText: () => [],
  invariants: allotmentViolations,
  references: (body) => [
    ...(['placeId', 'holderId'] as const).flatMap((field) => {
      const id = textOf(body, field);
      return id === null ? [] : [{ collection: 'organisation' as const, id }];
    }),
    ...(textOf(body, 'productId') === null
      ? []
      : [{ collection: 'products' as const, id: textOf(body, 'productId') ?? '' }]),
  ],
});

function allotmentViolations(body: RecordBody): Violation[] {
  const [from, to] = [textOf(body, 'from') ?? '', textOf(body, 'to') ?? ''];
  return [
    ...((integerOf(body, 'quantity') ?? 0) < 0 ? [violation('quantity', 'stock.allotmentNegative')] : []),
    ...(to < from ? [violation('to', 'stock.periodReversed')] : []),
  ];
}
