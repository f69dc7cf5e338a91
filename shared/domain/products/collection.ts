import { persianSortKey } from '../../base/text.ts';
import { textOf } from '../bodyReads.ts';
import type { CollectionDefinition } from '../kind.ts';
import { priceListKind } from './priceList.ts';
import { PRODUCT_KINDS, productKind } from './product.ts';
import { promotionKind } from './promotion.ts';

export const productsCollection: CollectionDefinition = {
  collection: 'products',
  schemaVersion: 1,
  kinds: {
    ...Object.fromEntries(PRODUCT_KINDS.map((kind) => [kind, productKind(kind)])),
    priceList: priceListKind,
    promotion: promotionKind,
  },
  columns: [
    { name: 'name', type: 'text', path: 'name', value: (body) => textOf(body, 'name') },
    { name: 'name_sort', type: 'text', value: (body) => persianSortKey(textOf(body, 'name') ?? '') },
    { name: 'code', type: 'text', path: 'code', value: (body) => textOf(body, 'code') },
    { name: 'category', type: 'text', path: 'category', value: (body) => textOf(body, 'category') },
    { name: 'discontinued', type: 'integer', value: (body) => (body['discontinued'] === true ? 1 : 0) },
  ],
  indexes: [
    { name: 'products_by_name', columns: ['name_sort', 'id'] },
    // Price lists and promotions among thousands of products.
    { name: 'products_by_kind', columns: ['kind', 'name_sort', 'id'] },
  ],
};
