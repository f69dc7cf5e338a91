/** What must be found, worked out from the records as they stand in the store's file: by no query, index or search of the product. */
import { persianSortKey, searchIndexText, searchTerms } from '../../shared/base/text.ts';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { customersCollection } from '../../shared/domain/customers/collection.ts';
import type { CollectionDefinition } from '../../shared/domain/kind.ts';
import { productsCollection } from '../../shared/domain/products/collection.ts';
import { PRODUCT_KINDS } from '../../shared/domain/products/product.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { salesDocumentsCollection } from '../../shared/domain/salesDocuments/collection.ts';
import { serviceRequestsCollection } from '../../shared/domain/serviceRequests/serviceRequest.ts';
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

/** A paper or a request as its list shows it. */
export interface Entry {
  readonly id: string;
  /** What stands first in its row; null where nothing does yet. */
  readonly name: string | null;
  readonly state: string;
  readonly at: string;
  readonly total: number;
  /** Its own, and those of its customer. */
  readonly words: readonly string[];
}

export interface Expectations {
  readonly customers: readonly Known[];
  /** Newest first. */
  readonly orders: readonly Entry[];
  readonly requests: readonly Entry[];
  /** Sold today, by name. */
  readonly products: readonly Product[];
  search(text: string): Found;
  productsFor(text: string): readonly Product[];
}

const FIRST = 40;

/** @param nameless what stands in a row instead of a name. */
export const foundOf = (all: readonly { readonly name: string | null }[], nameless = ''): Found => ({
  total: all.length,
  names: all.slice(0, FIRST).map(({ name }) => name ?? nameless),
});

export const entriesFor = (entries: readonly Entry[], text: string): readonly Entry[] =>
  entries.filter(({ words }) => words.some((own) => hasWords(own, text)));

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
  const customers = rows.map(({ id, kind, body, revenue }) =>
    toKnown(id, kind, JSON.parse(body) as RecordBody, revenue),
  );
  const wordsOfCustomer = new Map(customers.map(({ id, words }) => [id, words]));
  const entries = (collection: CollectionDefinition, sql: string, fields: EntryFields): readonly Entry[] =>
    (database.prepare(sql).all() as EntryRow[])
      .map(({ id, kind, total, body }) => {
        const read = JSON.parse(body) as RecordBody;
        return {
          id,
          name: textOf(read, fields.name),
          state: textOf(read, 'state') ?? '',
          at: textOf(read, fields.at) ?? '',
          total,
          words: [wordsOf(collection, kind, read), wordsOfCustomer.get(textOf(read, 'customerId') ?? '') ?? ''],
        };
      })
      .toSorted((one, other) => compare(other.at, one.at) || compare(other.id, one.id));
  const orders = entries(
    salesDocumentsCollection,
    `SELECT id, kind, total, body FROM sales_documents WHERE deleted = 0 AND kind = 'order'`,
    { name: 'number', at: 'orderedOn' },
  );
  const requests = entries(
    serviceRequestsCollection,
    'SELECT id, kind, 0 AS total, body FROM service_requests WHERE deleted = 0',
    { name: 'subject', at: 'receivedAt' },
  );
  database.close();
  const byName = inOrder(customers, ({ name }) => persianSortKey(name));
  const sold = inOrder(
    products.filter(({ isSold }) => isSold),
    ({ name }) => persianSortKey(name),
  );
  return {
    customers: byName,
    orders,
    requests,
    products: sold,
    search: (text) => foundOf(byName.filter(({ words }) => hasWords(words, text))),
    productsFor: (text) => sold.filter(({ words }) => hasWords(words, text)),
  };
}

interface EntryRow {
  readonly id: string;
  readonly kind: string;
  readonly total: number;
  readonly body: string;
}

interface EntryFields {
  readonly name: string;
  readonly at: string;
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
