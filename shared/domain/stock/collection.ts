import { integerOf, textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import { allotmentKind } from './allotment.ts';
import { balanceKind } from './balance.ts';
import { movementKind } from './movement.ts';

export const stockCollection: CollectionDefinition = {
  collection: 'stock',
  schemaVersion: 1,
  kinds: { balance: balanceKind, movement: movementKind, allotment: allotmentKind },
  columns: [
    { name: 'product_id', type: 'text', path: 'productId', value: (body) => textOf(body, 'productId') },
    { name: 'place_id', type: 'text', path: 'placeId', value: (body) => textOf(body, 'placeId') },
    { name: 'quantity', type: 'integer', path: 'quantity', value: (body) => integerOf(body, 'quantity') },
    { name: 'as_of', type: 'text', path: 'asOf', value: (body) => textOf(body, 'asOf') },
  ],
  indexes: [
    { name: 'stock_by_product', columns: ['product_id', 'kind', 'place_id'] },
    { name: 'stock_by_place', columns: ['place_id', 'kind', 'product_id'] },
  ],
};
