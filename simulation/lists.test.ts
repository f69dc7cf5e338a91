/**
 * The lists of a sample company, window by window, against the same question put plainly: all that belongs to the list, sorted whole. With what makes
 * orders hard: equal names, days and sums, and none; customers that are deleted, merged, merged in a circle and unknown.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER_SORTS } from '../shared/contract/customers.ts';
import type { RecordBody } from '../shared/domain/record.ts';
import type { FeedRow } from '../shared/sync/protocol.ts';
import { standsForItself } from '../main/core/features/customers/family.ts';
import { activityListQuery } from '../main/core/features/activities/queries.ts';
import { papersByCustomerName } from '../main/core/features/customers/orderByName.ts';
import { customerListQuery } from '../main/core/features/customers/queries.ts';
import { behindQuery, figuresQuery, type FigureRow } from '../main/core/features/insights/queries.ts';
import type { ListQuery } from '../main/core/features/live.ts';
import { opportunityListQuery } from '../main/core/features/opportunities/queries.ts';
import { orderListQuery } from '../main/core/features/orders/queries.ts';
import { receiptListQuery } from '../main/core/features/receipts/queries.ts';
import { documentListQuery } from '../main/core/features/salesDocuments/queries.ts';
import { requestListQuery } from '../main/core/features/serviceRequests/queries.ts';
import { createTestStore, serverImage, type TestStore } from '../main/core/store/testing/testStore.ts';
import { matchExpression } from '../main/core/store/search.ts';
import { generateCompany } from '../server/sample/generate.ts';
import type { RecordDraft } from '../server/sync/bulkLoad.ts';

const CUSTOMERS = 800;
const LIMIT = 100;

let test: TestStore;

beforeAll(async () => {
  test = createTestStore();
  const { sync } = test.store;
  sync.beginCheckpoint('company', { company: Number.MAX_SAFE_INTEGER }, []);
  const rows: FeedRow[] = [];
  for (const draft of hardened(generateCompany({ seed: 1, customers: CUSTOMERS, today: '2026-11-23' })))
    rows.push({ seq: rows.length + 1, type: 'put', record: draft as never });
  await sync.takePages('company', [{ scope: 'company', rows, next: Number.MAX_SAFE_INTEGER }]);
  await sync.applyCheckpoint({});
}, 300_000);
afterAll(() => test.remove());

/** The records of the company, every so many of them changed: by their place in their collection. */
function* hardened(drafts: Iterable<RecordDraft>): Generator<object, void, void> {
  const places = new Map<string, number>();
  const customers: string[] = [];
  for (const { collection, kind, id, body } of drafts) {
    const place = (places.get(collection) ?? 0) + 1;
    places.set(collection, place);
    const every = (count: number): boolean => place % count === 0;
    const before = customers.at(-1);
    const changes: Record<string, Readonly<Record<string, unknown>>> = {
      customers: {
        ...(every(10) ? { name: 'بیمارستان مهر' } : {}),
        ...(every(97) ? { name: undefined } : {}),
        ...(every(41) && before !== undefined ? { mergedIntoId: before } : {}),
      },
      salesDocuments: {
        ...(every(4) && 'orderedOn' in body ? { orderedOn: '2026-05-05' } : {}),
        ...(every(31) ? { orderedOn: undefined, date: undefined } : {}),
        ...(every(29) ? { customerId: `nobody ${place % 3}` } : {}),
        ...(every(6) ? { number: undefined } : {}),
      },
      opportunities: every(3) ? { expectedCloseOn: undefined, closedOn: undefined } : {},
      serviceRequests: every(3) ? { dueAt: undefined } : {},
      activities: every(4) && 'happenedAt' in body ? { happenedAt: '2026-06-01T08:00:00.000Z' } : {},
    };
    const deleted = collection === 'customers' ? every(23) : every(37);
    if (collection === 'customers') customers.push(id);
    yield serverImage(
      collection,
      kind,
      id,
      1,
      'company',
      JSON.parse(JSON.stringify({ ...body, ...changes[collection] })) as RecordBody,
      { deleted },
    );
  }
}

type Window = { readonly offset: number; readonly limit: number };
type Make = (window: Window) => ListQuery | null;

const idsOf = (sql: string, parameters: ListQuery['parameters']): string[] =>
  test.store.read.all<{ id: string }>(sql, parameters).map(({ id }) => id);

/** @param plain Answers all ids in their order; binds `:match` at most. */
function expectSame(make: Make, plain: string, search?: string): void {
  const whole = idsOf(plain, search === undefined ? {} : { match: matchExpression(search) ?? '' });
  const read = (offset: number, limit = LIMIT): string[] => {
    const query = make({ offset, limit });
    return query === null ? [] : idsOf(query.rows, query.parameters);
  };
  const query = make({ offset: 0, limit: LIMIT });
  const total = query && test.store.read.get<{ total: number }>(query.count, query.parameters)?.total;
  expect(total ?? 0).toBe(whole.length);
  const windows: string[] = [];
  for (let offset = 0; offset < whole.length; offset += LIMIT) windows.push(...read(offset));
  expect(windows).toEqual(whole);
  const last = Math.max(0, whole.length - 7);
  expect(read(last)).toEqual(whole.slice(last));
  expect(read(whole.length)).toEqual([]);
  expect(read(3, 1)).toEqual(whole.slice(3, 4));
}

const way = (descending: boolean): string => (descending ? 'DESC' : 'ASC');
const BOTH_WAYS = [false, true] as const;
/** Some of all; nearly none; a third, more than is sorted at once; by the papers' own number; none. */
const WORDS = ['بیمارستان', 'حکیم', '021', '۰۹۱۲', 'ORD', 'مهر', 'هیچکس'];

it('holds what makes orders hard', () => {
  const count = (from: string): number =>
    test.store.read.get<{ count: number }>(`SELECT count(*) AS count FROM ${from}`)?.count ?? 0;
  expect(count('customers WHERE deleted = 1')).toBeGreaterThan(20);
  expect(count('customers WHERE merged_into_id IS NOT NULL')).toBeGreaterThan(10);
  expect(count(`customers WHERE name_sort = ''`)).toBeGreaterThan(5);
  expect(count(`sales_documents WHERE customer_id LIKE 'nobody%'`)).toBeGreaterThan(100);
  expect(count('sales_documents WHERE deleted = 0 AND dated_on IS NULL')).toBeGreaterThan(20);
  expect(count('sales_documents d JOIN customers c ON c.id = d.customer_id AND c.deleted = 1')).toBeGreaterThan(100);
  expect(count('customer_summary WHERE revenue_amount < 0 OR revenue_amount = 0')).toBeGreaterThan(0);
  expect(count('opportunities WHERE coalesce(closed_on, expected_close_on) IS NULL')).toBeGreaterThan(50);
});

describe('customers', () => {
  const orders: Record<(typeof CUSTOMER_SORTS)[number], (to: string) => string> = {
    name: (to) => `c.name_sort ${to}, c.id ${to}`,
    city: (to) => `c.city_sort IS NULL, c.city_sort ${to}, c.name_sort, c.id`,
    stage: (to) => `c.stage IS NULL, c.stage ${to}, c.name_sort, c.id`,
    updatedAt: (to) => `c.updated_at ${to}, c.id ${to}`,
    lastContactAt: (to) => `s.last_contact_at IS NULL, s.last_contact_at ${to}, c.name_sort, c.id`,
    lastOrderOn: (to) => `s.last_order_on IS NULL, s.last_order_on ${to}, c.name_sort, c.id`,
    revenue: (to) => `coalesce(s.revenue_amount, 0) = 0, s.revenue_amount ${to}, c.name_sort, c.id`,
  };
  const plain = (by: (typeof CUSTOMER_SORTS)[number], descending: boolean, also = 'true'): string =>
    `SELECT c.id FROM customers c LEFT JOIN customer_summary s ON s.customer_id = c.id
     WHERE c.deleted = 0 AND ${standsForItself('c')} AND ${also} ORDER BY ${orders[by](way(descending))}`;

  it.each(CUSTOMER_SORTS.flatMap((by) => BOTH_WAYS.map((descending) => ({ by, descending }))))(
    'by $by, descending: $descending',
    ({ by, descending }) => {
      expect.hasAssertions();
      const sort = { by, descending };
      expectSame((window) => customerListQuery({ ...window, sort }), plain(by, descending));
      for (const tags of [['VIP'], ['VIP', 'x']])
        expectSame(
          (window) => customerListQuery({ ...window, sort, filter: { tags } }),
          plain(by, descending, `EXISTS (SELECT 1 FROM json_each(c.body, '$.tags') g WHERE g.value IN ('VIP', 'x'))`),
        );
      for (const search of WORDS)
        expectSame(
          (window) => customerListQuery({ ...window, sort, search }),
          plain(by, descending, 'c.rowid IN (SELECT rowid FROM customers_search WHERE customers_search MATCH :match)'),
          search,
        );
    },
  );
});

/** Of a table `d` whose records belong to customers. */
const isFound = (table: string): string =>
  `(d.rowid IN (SELECT rowid FROM ${table}_search WHERE ${table}_search MATCH :match)
    OR d.customer_id IN (SELECT id FROM customers WHERE rowid IN (SELECT rowid FROM customers_search WHERE customers_search MATCH :match)))`;

describe('papers', () => {
  const byDay = 'd.dated_on DESC, d.id DESC';
  const orders: Record<string, (to: string) => string> = {
    day: (to) => `d.dated_on ${to}, d.id ${to}`,
    customerName: (to) => `c.name_sort IS NULL, c.name_sort ${to}, ${byDay}`,
    number: (to) => `d.number IS NULL, d.number ${to}, ${byDay}`,
    total: (to) => `d.total ${to}, ${byDay}`,
    totalOrNone: (to) => `d.total IS NULL, d.total ${to}, ${byDay}`,
  };
  const plain = (kinds: string, order: string, also = 'true'): string =>
    `SELECT d.id FROM sales_documents d LEFT JOIN customers c ON c.id = d.customer_id
     WHERE d.deleted = 0 AND d.kind IN (${kinds}) AND ${also} ORDER BY ${order}`;
  interface List {
    readonly kinds: string;
    readonly by: string;
    readonly make: (more: Window & { search?: string; states?: string[] }, descending: boolean) => ListQuery | null;
  }
  const lists: List[] = [
    ...(['orderedOn', 'customerName', 'number', 'total'] as const).map((by) => ({
      kinds: `'order'`,
      by: by === 'orderedOn' ? 'day' : by,
      make: (more: Window, descending: boolean) => orderListQuery({ ...more, sort: { by, descending } }),
    })),
    ...(['day', 'customerName', 'number', 'total'] as const).flatMap((by) =>
      [undefined, 'invoice' as const].map((kind) => ({
        kinds: kind === undefined ? `'quote', 'delivery', 'invoice', 'return'` : `'${kind}'`,
        by: by === 'total' ? 'totalOrNone' : by,
        make: (more: Window, descending: boolean) => documentListQuery({ ...more, kind, sort: { by, descending } }),
      })),
    ),
    ...(['day', 'customerName', 'number', 'amount'] as const).map((by) => ({
      kinds: `'receipt'`,
      by: by === 'amount' ? 'total' : by,
      make: (more: Window, descending: boolean) => receiptListQuery({ ...more, sort: { by, descending } }),
    })),
  ];

  it.each(lists.flatMap((list) => BOTH_WAYS.map((descending) => ({ ...list, descending }))))(
    '$kinds by $by, descending: $descending',
    ({ kinds, by, make, descending }) => {
      expect.hasAssertions();
      const order = orders[by]?.(way(descending)) ?? '';
      expectSame((window) => make(window, descending), plain(kinds, order));
      const states = ['draft', 'cancelled', 'issued', 'collected', 'delivered'];
      const isOfThem = `d.state IN (${states.map((state) => `'${state}'`).join(', ')})`;
      expectSame((window) => make({ ...window, states }, descending), plain(kinds, order, isOfThem));
      for (const search of WORDS)
        expectSame(
          (window) => make({ ...window, search }, descending),
          plain(kinds, order, isFound('sales_documents')),
          search,
        );
    },
  );
});

describe('papers by the names of customers', () => {
  it.each(BOTH_WAYS.flatMap((descending) => [0, 1_000_000].map((few) => ({ descending, few }))))(
    'are the same sorted, where there are few, and walked to: $few, descending: $descending',
    ({ descending, few }) => {
      expect.hasAssertions();
      for (const kind of ['order', 'invoice', 'quote', 'letter']) {
        const conditions = ['d.deleted = 0', `d.kind = '${kind}'`];
        const order = `c.name_sort IS NULL, c.name_sort ${way(descending)}, d.dated_on DESC, d.id DESC`;
        const places = papersByCustomerName(conditions, descending, few);
        expectSame(
          ({ offset, limit }) => ({
            count: `SELECT count(*) AS total FROM sales_documents d WHERE ${conditions.join(' AND ')}`,
            rows: `SELECT d.id FROM (${places}) shown CROSS JOIN sales_documents d ON d.rowid = shown.place
              LEFT JOIN customers c ON c.id = d.customer_id ORDER BY ${order}`,
            parameters: { offset, limit },
          }),
          `SELECT d.id FROM sales_documents d LEFT JOIN customers c ON c.id = d.customer_id
           WHERE ${conditions.join(' AND ')} ORDER BY ${order}`,
        );
      }
    },
  );
});

describe('requests for service', () => {
  it.each(BOTH_WAYS)('by when somebody must be there, descending: %s', (descending) => {
    expect.hasAssertions();
    const to = way(descending);
    const sort = { by: 'dueAt', descending } as const;
    const plain = (also: string): string =>
      `SELECT d.id FROM service_requests d WHERE d.deleted = 0 AND ${also} ORDER BY d.due_sort ${to}, d.received_at ${to}, d.id ${to}`;
    expectSame((window) => requestListQuery({ ...window, sort }), plain('true'));
    expectSame((window) => requestListQuery({ ...window, sort, kinds: ['job'] }), plain(`d.kind = 'job'`));
    for (const search of WORDS)
      expectSame((window) => requestListQuery({ ...window, sort, search }), plain(isFound('service_requests')), search);
  });
});

describe('opportunities', () => {
  const RULES = JSON.stringify([]);
  const orders = {
    latest: 'coalesce(d.closed_on, d.expected_close_on) DESC, d.id DESC',
    closing: 'd.expected_close_on IS NULL, d.expected_close_on, d.id',
  };
  it.each(['latest', 'closing'] as const)('%s', (order) => {
    expect.hasAssertions();
    const plain = (also: string): string =>
      `SELECT d.id FROM opportunities d WHERE d.deleted = 0 AND ${also} ORDER BY ${orders[order]}`;
    expectSame((window) => opportunityListQuery({ ...window, order }, RULES), plain('true'));
    expectSame(
      (window) => opportunityListQuery({ ...window, order, stages: ['won', 'lost'] }, RULES),
      plain(`d.stage IN ('won', 'lost')`),
    );
    for (const search of WORDS)
      expectSame(
        (window) => opportunityListQuery({ ...window, order, search }, RULES),
        plain(isFound('opportunities')),
        search,
      );
  });
});

describe('activities', () => {
  const orders = [
    [
      undefined,
      'coalesce(d.happened_at, d.planned_at) DESC, d.id DESC',
      'd.happened_at IS NOT NULL OR d.planned_at IS NOT NULL',
    ],
    [true, 'd.planned_at, d.id', 'd.happened_at IS NULL AND d.planned_at IS NOT NULL'],
    [false, 'd.happened_at DESC, d.id DESC', 'd.happened_at IS NOT NULL'],
  ] as const;
  it.each(orders)('planned: %s', (planned, order, isAsked) => {
    expect.hasAssertions();
    const plain = (also: string): string =>
      `SELECT d.id FROM activities d WHERE d.deleted = 0 AND (${isAsked}) AND ${also} ORDER BY ${order}`;
    expectSame((window) => activityListQuery({ ...window, planned }), plain('true'));
    const { ownerId } = test.store.read.get<{ ownerId: string }>(
      'SELECT owner_id AS ownerId FROM activities GROUP BY owner_id ORDER BY count(*) DESC LIMIT 1',
    ) ?? { ownerId: '' };
    expectSame((window) => activityListQuery({ ...window, planned, ownerId }), plain(`d.owner_id = '${ownerId}'`));
  });
});

describe('what stands behind a sum', () => {
  it('is every order of the seller, and adds up', () => {
    const question = { measure: 'sales', by: 'seller' } as const;
    const { rows, parameters } = figuresQuery(question);
    const figures = test.store.read.all<FigureRow>(rows, parameters);
    expect(figures.length).toBeGreaterThan(2);
    for (const { key, count, currency, amount } of figures) {
      expectSame(
        (window) => behindQuery({ ...question, ...window, key }),
        `SELECT l.order_id AS id FROM order_lines l LEFT JOIN sales_documents d ON d.id = l.order_id
         WHERE l.state = 'confirmed' AND d.owner_id IS ${key === null ? 'NULL' : `'${key}'`}
         GROUP BY l.order_id ORDER BY max(l.ordered_on) DESC, l.order_id DESC`,
      );
      const sum = test.store.read.get(
        `SELECT count(DISTINCT l.order_id) AS count, sum(l.net_amount) AS amount FROM order_lines l
         LEFT JOIN sales_documents d ON d.id = l.order_id WHERE l.state = 'confirmed' AND l.currency = :currency AND d.owner_id IS :key`,
        { currency, key },
      );
      expect(sum).toEqual({ count, amount });
    }
  });
});
