/** How much of a product lies at a place. Kept by the server; a device shows it with its age and never writes it. */
import { z } from 'zod';
import { integerOf, textOf } from '../bodyReads.ts';
import { commonFields, idField, instantField, quantityField } from '../fields.ts';
import { defineKind, type CollectionDefinition } from '../kind.ts';
import { COMPANY_SCOPE, stockScope } from '../record.ts';

export const balanceSchema = z.looseObject({
  ...commonFields,
  productId: idField,
  placeId: idField,
  quantity: quantityField,
  asOf: instantField,
});
export type StockBalance = z.infer<typeof balanceSchema>;

export const balanceKind = defineKind({
  collection: 'stock',
  kind: 'balance',
  schema: balanceSchema,
  merge: { default: 'serverOnly', counters: ['quantity'] },
  scope: {
    home: (body) => {
      const placeId = textOf(body, 'placeId');
      return placeId ? stockScope(placeId) : COMPANY_SCOPE;
    },
  },
  searchText: () => [],
  references: (body) => {
    const productId = textOf(body, 'productId');
    return productId ? [{ collection: 'products', id: productId }] : [];
  },
});

export const stockCollection: CollectionDefinition = {
  collection: 'stock',
  schemaVersion: 1,
  kinds: { balance: balanceKind },
  columns: [
    { name: 'product_id', type: 'text', path: 'productId', value: (body) => textOf(body, 'productId') },
    { name: 'place_id', type: 'text', path: 'placeId', value: (body) => textOf(body, 'placeId') },
    { name: 'quantity', type: 'integer', path: 'quantity', value: (body) => integerOf(body, 'quantity') },
    { name: 'as_of', type: 'text', path: 'asOf', value: (body) => textOf(body, 'asOf') },
  ],
  indexes: [{ name: 'stock_by_product', columns: ['product_id'] }],
};
