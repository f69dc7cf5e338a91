/**
 * All that the palette finds, in one text for one trip to the reading thread. Each collection gives a bounded number of rows: the index of words is walked
 * from its newest row and left as soon as enough are found, and papers of a customer come from the index by customer. Measured over a window's own line at
 * 100,000 customers and as many orders: 5 to 20 ms for begun words, telephone numbers and whole names.
 */
import { ACTIVITY_KINDS } from '../../../../shared/domain/activities/activity.ts';
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import type { PaletteCollection } from '../../../../shared/contract/palette.ts';
import { hitsOf } from '../../store/index.ts';

export interface PaletteRowFound {
  readonly collection: PaletteCollection;
  readonly kind: string;
  readonly id: string;
  readonly title: string | null;
  readonly number: string | null;
  readonly customerName: string | null;
  readonly state: string | null;
  readonly day: string | null;
  readonly detail: string | null;
}

interface Shape {
  readonly table: string;
  readonly columns: string;
  readonly joinsCustomer: boolean;
  /** Only these kinds have a page of the collection's. */
  readonly kinds?: readonly string[];
}

const OF_CUSTOMER = 'c.name AS customerName';

const SHAPES: Readonly<Record<PaletteCollection, Shape>> = {
  customers: {
    table: 'customers',
    columns:
      "t.name AS title, NULL AS number, NULL AS customerName, t.stage AS state, NULL AS day, nullif(t.city, '') AS detail",
    joinsCustomer: false,
  },
  products: {
    table: 'products',
    columns:
      't.name AS title, t.code AS number, NULL AS customerName, NULL AS state, NULL AS day, t.category AS detail',
    joinsCustomer: false,
    kinds: PRODUCT_KINDS,
  },
  salesDocuments: {
    table: 'sales_documents',
    columns: `NULL AS title, t.number, ${OF_CUSTOMER}, t.state, t.dated_on AS day,
      coalesce(json_extract(t.body, '$.invoice.number'), json_extract(t.body, '$.cheque.number')) AS detail`,
    joinsCustomer: true,
  },
  opportunities: {
    table: 'opportunities',
    columns: `t.name AS title, NULL AS number, ${OF_CUSTOMER}, NULL AS state, t.expected_close_on AS day, NULL AS detail`,
    joinsCustomer: true,
  },
  activities: {
    table: 'activities',
    columns: `t.subject AS title, NULL AS number, ${OF_CUSTOMER}, NULL AS state, substr(coalesce(t.happened_at, t.planned_at), 1, 10) AS day, NULL AS detail`,
    joinsCustomer: true,
    kinds: ACTIVITY_KINDS,
  },
  serviceRequests: {
    table: 'service_requests',
    columns: `t.subject AS title, NULL AS number, ${OF_CUSTOMER}, t.state, substr(t.received_at, 1, 10) AS day, NULL AS detail`,
    joinsCustomer: true,
  },
  assets: {
    table: 'assets',
    columns: `t.name AS title, t.serial AS number, ${OF_CUSTOMER}, NULL AS state, NULL AS day, NULL AS detail`,
    joinsCustomer: true,
  },
  contracts: {
    table: 'contracts',
    columns: `t.title AS title, t.number, ${OF_CUSTOMER}, NULL AS state, t.ends_on AS day, NULL AS detail`,
    joinsCustomer: true,
  },
};

/** How many hits of the words are looked up before the walk ends, so that some that are of another kind leave enough. */
const WALKED = 24;

/** The newest of what `:match` finds in each collection, `:most` of each; and the newest papers of `:customerIds`. */
export const foundQuery = (collections: readonly PaletteCollection[]): string =>
  [
    ...collections
      .filter((collection) => collection !== 'customers')
      .map((collection) =>
        rowsOf(
          collection,
          `(${hitsOf(collection)} ORDER BY rowid DESC LIMIT ${WALKED}) hit CROSS JOIN ${SHAPES[collection].table} t ON t.rowid = hit.rowid`,
          'ORDER BY t.rowid DESC LIMIT :most',
        ),
      ),
    ...(collections.includes('salesDocuments') ? [papersQuery] : []),
  ].join('\nUNION ALL\n');

/** Records by their ids, `:ids`, whatever they are called. */
export const openedQuery = (collections: readonly PaletteCollection[]): string =>
  collections
    .map((collection) =>
      rowsOf(collection, `json_each(:ids) asked CROSS JOIN ${SHAPES[collection].table} t ON t.id = asked.value`, ''),
    )
    .join('\nUNION ALL\n');

/** The columns of a customer in the list that is found by name. */
export const customerColumns = `'customers' AS collection, t.kind, t.id, ${SHAPES.customers.columns}, t.body`;

function rowsOf(collection: PaletteCollection, from: string, end: string): string {
  const { columns, joinsCustomer, kinds } = SHAPES[collection];
  const customer = joinsCustomer ? ' LEFT JOIN customers c ON c.id = t.customer_id' : '';
  const ofKinds = kinds ? ` AND t.kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})` : '';
  return `SELECT * FROM (
    SELECT '${collection}' AS collection, t.kind, t.id, ${columns}
    FROM ${from}${customer} WHERE t.deleted = 0${ofKinds} ${end})`;
}

const papersQuery = rowsOf(
  'salesDocuments',
  `json_each(:customerIds) asked CROSS JOIN sales_documents t ON t.rowid IN (
     SELECT d.rowid FROM sales_documents d INDEXED BY sales_documents_by_customer
     WHERE d.deleted = 0 AND d.customer_id = asked.value ORDER BY d.dated_on DESC LIMIT :most)`,
  'ORDER BY t.dated_on DESC LIMIT :most',
);
