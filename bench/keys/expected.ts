/** What must be found, worked out from the records as they stand in the store's file: by no query, index or search of the product. */
import { persianSortKey, searchIndexText, searchTerms } from '../../shared/base/text.ts';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { customersCollection } from '../../shared/domain/customers/collection.ts';
import type { CollectionDefinition } from '../../shared/domain/kind.ts';
import { productsCollection } from '../../shared/domain/products/collection.ts';
import { PRODUCT_KINDS } from '../../shared/domain/products/product.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { Dataset } from '../store/dataset.ts';
import { openRaw } from '../store/rawStore.ts';

export interface Known {
  readonly id: string;
  readonly name: string;
  readonly city: string;
  readonly revenue: number;
  readonly territoryId: string | null;
  readonly class: string | null;
  readonly tags: readonly string[];
  /** Every word with a space before it. */
  readonly words: string;
}

export interface Found {
  readonly total: number;
  /** The first of them. */
  readonly names: readonly string[];
}

export interface Product {
  readonly name: string;
  readonly code: string;
}

export interface Expectations {
  readonly customers: readonly Known[];
  /** Sold today, by name. */
  readonly products: readonly Product[];
  search(text: string): Found;
  productsFor(text: string): readonly Product[];
}

const FIRST = 40;

export const foundOf = (all: readonly Known[]): Found => ({
  total: all.length,
  names: all.slice(0, FIRST).map(({ name }) => name),
});

export function readExpectations({ databasePath, key }: Dataset): Expectations {
  const database = openRaw(databasePath, key, 64);
  const rows = database
    .prepare(
      `SELECT c.id, c.kind, c.body, coalesce(s.revenue_amount, 0) AS revenue FROM customers c
       LEFT JOIN customer_summary s ON s.customer_id = c.id WHERE c.deleted = 0`,
    )
    .all() as { id: string; kind: string; body: string; revenue: number }[];
  const products = (
    database.prepare('SELECT id, kind, body FROM products WHERE deleted = 0').all() as {
      id: string;
      kind: ProductRowKind;
      body: string;
    }[]
  ).flatMap(({ id, kind, body }) =>
    PRODUCT_KINDS.includes(kind) ? [toProduct(id, kind, JSON.parse(body) as RecordBody)] : [],
  );
  database.close();
  const customers = rows.map(({ id, kind, body, revenue }) =>
    toKnown(id, kind, JSON.parse(body) as RecordBody, revenue),
  );
  const byName = inOrder(customers, ({ name }) => persianSortKey(name));
  const sold = inOrder(
    products.filter(({ isSold }) => isSold),
    ({ name }) => persianSortKey(name),
  );
  return {
    customers: byName,
    products: sold,
    search: (text) => foundOf(byName.filter(({ words }) => hasWords(words, text))),
    productsFor: (text) => sold.filter(({ words }) => hasWords(words, text)),
  };
}

type ProductRowKind = (typeof PRODUCT_KINDS)[number];

const toProduct = (id: string, kind: ProductRowKind, body: RecordBody) => ({
  id,
  name: textOf(body, 'name') ?? '',
  code: textOf(body, 'code') ?? '',
  isSold: body['discontinued'] !== true,
  words: wordsOf(productsCollection, kind, body),
});

/** As the kind says under which words a record is found. */
const wordsOf = ({ kinds }: CollectionDefinition, kind: string, body: RecordBody): string =>
  ` ${searchIndexText(kinds[kind]?.searchText(body).join('\n') ?? '')}`;

function toKnown(id: string, kind: string, body: RecordBody, revenue: number): Known {
  const address = (body['addresses'] as readonly { readonly city?: string }[] | undefined)?.[0];
  return {
    id,
    name: textOf(body, 'name') ?? '',
    city: address?.city ?? '',
    revenue,
    territoryId: textOf(body, 'territoryId'),
    class: textOf(body, 'class'),
    tags: textsOf(body, 'tags'),
    words: wordsOf(customersCollection, kind, body),
  };
}

const hasWords = (words: string, text: string): boolean =>
  searchTerms(text).every((spellings) => spellings.some((word) => words.includes(` ${word}`)));

/** By a key, then by id: what the lists promise. */
function inOrder<Row extends { readonly id: string }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): readonly Row[] {
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .toSorted((a, b) => compare(a.key, b.key) || compare(a.row.id, b.row.id))
    .map(({ row }) => row);
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
