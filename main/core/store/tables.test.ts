import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collections } from '../../../shared/domain/catalogue.ts';
import { NEWEST_SCHEMA } from './migrations/index.ts';
import { tableOf } from './recordTables.ts';
import { matchExpression, searchCondition, searchRows } from './search.ts';
import { createTestStore, type TestStore } from './testing/testStore.ts';

let test: TestStore;
beforeAll(() => {
  test = createTestStore();
});
afterAll(() => test.remove());

const ENVELOPE = [
  ['rowid', 'INTEGER'],
  ['id', 'TEXT'],
  ['kind', 'TEXT'],
  ['revision', 'INTEGER'],
  ['version', 'INTEGER'],
  ['deleted', 'INTEGER'],
  ['written_at', 'INTEGER'],
  ['home_scope', 'TEXT'],
  ['shares', 'TEXT'],
  ['created_by', 'TEXT'],
  ['created_at', 'TEXT'],
  ['updated_by', 'TEXT'],
  ['updated_at', 'TEXT'],
  ['pending', 'INTEGER'],
];

/** What read models and marks need beside what the catalogue declares. */
const OWN_INDEXES: Record<string, string[]> = {
  activities: ['activities_by_day'],
  customers: ['customers_gone'],
  opportunities: ['opportunities_by_day', 'opportunities_by_worth'],
  reviews: ['reviews_waiting'],
  sales_documents: ['sales_documents_cancelled', 'sales_documents_owners'],
};

describe('the tables', () => {
  it('are those of the newest schema', () => {
    expect(test.store.read.get('PRAGMA user_version')).toEqual({ user_version: NEWEST_SCHEMA });
  });

  it.each(collections.map((definition) => [definition.collection, definition] as const))(
    'of %s have the columns and indexes of the catalogue',
    (collection, definition) => {
      const table = tableOf(collection);
      const columns = test.store.read.all<{ name: string; type: string }>(
        `SELECT name, type FROM pragma_table_info('${table}')`,
      );
      const declared = definition.columns.map(({ name, type }) => [name, type.toUpperCase()]);
      expect(columns.map(({ name, type }) => [name, type])).toEqual([...ENVELOPE, ...declared, ['body', 'TEXT']]);
      expect(test.store.read.get(`SELECT strict FROM pragma_table_list WHERE name = '${table}'`)).toEqual({
        strict: 1,
      });

      const indexes = test.store.read.all<{ name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = '${table}' AND sql IS NOT NULL ORDER BY name`,
      );
      const expected = definition.indexes.map((index) => [
        index.name,
        `CREATE INDEX ${index.name} ON ${table} (${index.columns.join(', ')}) WHERE deleted = 0`,
      ]);
      const own = OWN_INDEXES[table] ?? [];
      expect(indexes.filter(({ name }) => !own.includes(name)).map(({ name, sql }) => [name, sql])).toEqual(
        expected.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
      );
      expect(indexes.map(({ name }) => name)).toEqual(expect.arrayContaining(own));
    },
  );
});

describe('the main queries use an index', () => {
  const planOf = (sql: string, parameters: Record<string, string | number> = {}): string =>
    test.store.read
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
      .map((row) => row.detail)
      .join('\n');

  it.each([
    [
      'customers by name, a page',
      `SELECT id FROM customers WHERE deleted = 0 ORDER BY name_sort, id LIMIT 50 OFFSET 1000`,
      'customers_listed',
    ],
    [
      'customers of a territory',
      `SELECT id FROM customers WHERE deleted = 0 AND territory_id = 'x' ORDER BY name_sort LIMIT 50`,
      'customers_listed',
    ],
    [
      'customers of an owner',
      `SELECT id FROM customers WHERE deleted = 0 AND owner_id = 'x' ORDER BY name_sort LIMIT 50`,
      'customers_listed',
    ],
    [
      'customers by city',
      `SELECT id FROM customers WHERE deleted = 0 ORDER BY city_sort, name_sort LIMIT 50`,
      'customers_by_city',
    ],
    [
      'who bought a product in a period',
      `SELECT DISTINCT customer_id FROM order_lines WHERE product_id = 'x' AND ordered_on BETWEEN '2026-01-01' AND '2026-02-01'`,
      'order_lines_by_product',
    ],
    [
      'who bought a product lately',
      `SELECT customer_id FROM purchases WHERE product_id = 'x' AND last_on > '2026-01-01'`,
      'purchases_by_product',
    ],
    [
      'the story: activities',
      `SELECT id FROM activities WHERE deleted = 0 AND customer_id = 'x' ORDER BY happened_at DESC LIMIT 50`,
      'activities_by_customer',
    ],
    [
      'the story: orders',
      `SELECT id FROM sales_documents WHERE deleted = 0 AND customer_id = 'x' ORDER BY dated_on DESC LIMIT 50`,
      'sales_documents_by_customer',
    ],
    [
      'the documents of an order',
      `SELECT id FROM sales_documents WHERE deleted = 0 AND order_id = 'x'`,
      'sales_documents_by_order',
    ],
    [
      'the story: contracts',
      `SELECT id FROM contracts WHERE deleted = 0 AND customer_id = 'x'`,
      'contracts_by_customer',
    ],
    [
      'the story: opportunities',
      `SELECT id FROM opportunities WHERE deleted = 0 AND customer_id = 'x'`,
      'opportunities_by_customer',
    ],
    [
      'customers by revenue',
      `SELECT customer_id FROM customer_summary ORDER BY revenue_amount DESC LIMIT 50`,
      'customer_summary_by_revenue',
    ],
    [
      'customers by last contact',
      `SELECT customer_id FROM customer_summary ORDER BY last_contact_at DESC LIMIT 50`,
      'customer_summary_by_contact',
    ],
    [
      'orders by day',
      `SELECT id FROM sales_documents WHERE deleted = 0 AND kind = 'order' ORDER BY dated_on DESC, id DESC LIMIT 50`,
      'sales_documents_listed',
    ],
    [
      'worth of a stage',
      `SELECT count(*), total(amount) FROM opportunities WHERE deleted = 0 AND stage = 'x' AND currency = 'IRR'`,
      'COVERING INDEX opportunities_by_worth',
    ],
    ['open reviews', `SELECT id FROM reviews WHERE deleted = 0 AND status = 'open'`, 'reviews_by_status'],
    [
      'what must be sent',
      `SELECT n FROM outbox WHERE state IN ('pending', 'waiting') ORDER BY n LIMIT 10`,
      'COVERING INDEX outbox_by_state',
    ],
    ['groups of a record', `SELECT n FROM outbox_records WHERE collection = 'customers' AND id = 'x'`, 'PRIMARY KEY'],
  ])('%s', (_name, sql, index) => {
    const plan = planOf(sql);
    expect(plan).toContain(index);
    expect(plan).not.toMatch(/^SCAN \w+$/m);
    // Sorting a few row numbers of an index is all right; sorting rows is not.
    expect(plan).not.toMatch(/USING INDEX[^]*TEMP B-TREE FOR ORDER BY/);
  });

  it('search', () => {
    const match = matchExpression('x') ?? '';
    const byRow = planOf(`SELECT id FROM customers WHERE deleted = 0 AND ${searchRows('customers', 'rowid')}`, {
      match,
    });
    expect(byRow).toMatch(/SCAN customers_search VIRTUAL TABLE INDEX/);
    expect(byRow).toMatch(/SEARCH customers USING INTEGER PRIMARY KEY/);
    const byId = planOf(`SELECT id FROM customers WHERE deleted = 0 AND ${searchCondition('customers', 'id')}`, {
      match,
    });
    expect(byId).toMatch(/SEARCH customers USING INDEX/);
    expect(byId).toMatch(/SEARCH t USING INTEGER PRIMARY KEY/);
  });
});
