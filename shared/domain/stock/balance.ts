/** How much of a product lies at a place, as the server reckons it from movements (`server/jobs/stockBalances.ts`). A device never writes it. */
import { z } from 'zod';
import { textOf } from '../bodyReads.ts';
import { commonFields, idField, instantField, quantityField } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { oneValue } from '../leafShape.ts';
import { stockHome } from './movement.ts';

export const balanceSchema = z.looseObject({
  ...commonFields,
  productId: idField,
  placeId: idField,
  quantity: quantityField,
  asOf: instantField,
  /** Where its books begin, once there are movements: what was brought in from elsewhere (`levels.ts`). */
  opening: oneValue(z.object({ quantity: quantityField, asOf: instantField })).optional(),
});
export type StockBalance = z.infer<typeof balanceSchema>;

export const balanceKind = defineKind({
  collection: 'stock',
  kind: 'balance',
  schema: balanceSchema,
  merge: { default: 'serverOnly', counters: ['quantity'] },
  scope: { home: stockHome },
  searchText: () => [],
  references: (body) => {
    const productId = textOf(body, 'productId');
    return productId ? [{ collection: 'products', id: productId }] : [];
  },
});
