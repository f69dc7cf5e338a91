/** Every text that the lists can become: it runs, counts what it lists, and takes the way that keeps it quick at 100,000 records. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_PIPELINE_ID } from '../../../shared/domain/opportunities/pipeline.ts';
import { createManualClock } from '../../../shared/base/clock.ts';
import { deterministicId } from '../../../shared/base/id.ts';
import { CUSTOMER_SORTS, type CustomerListInput } from '../../../shared/contract/customers.ts';
import { createRecordStore } from '../store/index.ts';
import type { LocalOperation, RecordStore } from '../store/types.ts';
import { activityListQuery } from './activities/queries.ts';
import { contractListQuery } from './contracts/queries.ts';
import { cityFacetQuery, customerListQuery, ownerFacetQuery, stageFacetQuery } from './customers/queries.ts';
import { bearersQuery } from './customers/byKey.ts';
import { twinsByBeginning, twinsByKey } from './customers/twins.ts';
import type { ListQuery } from './live.ts';
import { boardQuery, opportunityListQuery } from './opportunities/queries.ts';
import { orderListQuery } from './orders/queries.ts';
import { cancelledUnderPapersQuery, documentListQuery, exceedingQuery } from './salesDocuments/queries.ts';
import { productListQuery } from './products/queries.ts';
import { marksQuery } from './records/marks.ts';
import { reviewListQuery, waitingReviewQuery } from './reviews/queries.ts';
import { awaitedQuery, creditedQuery } from './salesCredits/queries.ts';
import { chainsQuery, promisesQuery } from './stock/queries.ts';

let folder: string;
let store: RecordStore;
const idOf = (name: string): string => deterministicId('queries', name);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-queries-'));
  store = createRecordStore({
    directory: folder,
    key: new Uint8Array(32).fill(1),
    clock: createManualClock(Date.parse('2026-11-21T07:00:00.000Z')),
    signer: { sign: () => 'signature' },
    identity: { device: idOf('device'), person: idOf('ali'), deviceCode: 'TEST', epoch: null },
  });
  const customers = Array.from({ length: 60 }, (_, index): LocalOperation => ({
    act: 'create',
    collection: 'customers',
    kind: index % 3 === 0 ? 'person' : 'company',
    id: idOf(`customer ${index}`),
    body: {
      name: `مشتری ${index}`,
      stage: index % 2 === 0 ? 'active' : 'lead',
      ownerId: idOf(index % 4 === 0 ? 'ali' : 'sara'),
      territoryId: idOf(index % 5 === 0 ? 'north' : 'south'),
      tags: index % 10 === 0 ? ['طلایی'] : ['عادی'],
      addresses: [{ id: 'a', order: 'a0', label: 'main', city: index % 7 === 0 ? 'تهران' : 'یزد' }],
    },
  }));
  const rest = Array.from({ length: 60 }, (_, index): LocalOperation[] => [
    {
      act: 'create',
      collection: 'activities',
      kind: 'visit',
      id: idOf(`activity ${index}`),
      body: {
        customerId: idOf(`customer ${index % 9}`),
        ownerId: idOf('ali'),
        subject: `بازدید ${index}`,
        ...(index % 4 === 0 ? { plannedAt: '2026-12-01T00:00:00.000Z' } : { happenedAt: '2026-11-01T00:00:00.000Z' }),
      },
    },
    {
      act: 'create',
      collection: 'salesDocuments',
      kind: 'order',
      id: idOf(`order ${index}`),
      body: {
        customerId: idOf(`customer ${index % 9}`),
        state: 'draft',
        orderedOn: '2026-11-01',
        currency: 'IRR',
        lines: [],
      },
    },
  ]).flat();
  await store.commit({ author: idOf('ali'), operations: [...customers, ...rest] });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const planOf = (sql: string, parameters: ListQuery['parameters'] = {}): string =>
  store.read
    .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, parameters)
    .map(({ detail }) => detail)
    .join('\n');

/** Reads the whole list in small windows: they must add up to what is counted, without a repetition. */
function expectWhole(make: (window: { offset: number; limit: number }) => ListQuery | null): void {
  const { total, listed, distinct } = readAll(make);
  expect({ listed, distinct }).toEqual({ listed: total, distinct: total });
}

function readAll(make: (window: { offset: number; limit: number }) => ListQuery | null): {
  total: number;
  listed: number;
  distinct: number;
} {
  const ids: string[] = [];
  for (let offset = 0; ; offset += 7) {
    const query = make({ offset, limit: 7 });
    if (!query) throw new Error('no query');
    const rows = store.read.all<{ id: string }>(query.rows, query.parameters);
    ids.push(...rows.map(({ id }) => id));
    if (rows.length > 0) continue;
    const total = store.read.get<{ total: number }>(query.count, query.parameters)?.total;
    return { total: total ?? -1, listed: ids.length, distinct: new Set(ids).size };
  }
}

const FILTERS: readonly NonNullable<CustomerListInput['filter']>[] = [
  {},
  { stages: ['active', 'lost'] },
  { kinds: ['person'] },
  { territoryIds: [idOf('north')], ownerIds: [idOf('ali'), idOf('nobody')] },
  { cities: ['تهران'], stages: ['active'] },
  { own: ['colour/c1', 'chain/true', 'colour/c2'] },
  { tags: ['طلایی', 'دیگر'] },
];

describe('customers', () => {
  const combinations = CUSTOMER_SORTS.flatMap((by) =>
    FILTERS.flatMap((filter) => [undefined, 'مشتری', 'تهران'].map((search) => ({ by, filter, search }))),
  );

  it.each(combinations)('sorted by $by, filtered by $filter, searched for $search', ({ by, filter, search }) => {
    expect.hasAssertions();
    for (const descending of [false, true])
      expectWhole((window) =>
        customerListQuery({ ...window, filter, sort: { by, descending }, ...(search === undefined ? {} : { search }) }),
      );
  });

  it('are counted, filtered and skipped without reading a row', () => {
    const isFromIndexAlone = (plan: string): boolean => /SCAN (c|customers) USING COVERING INDEX/.test(plan);
    for (const filter of FILTERS.filter(({ tags }) => tags === undefined)) {
      const query = customerListQuery({ offset: 50, limit: 10, filter });
      expect(isFromIndexAlone(planOf(query?.count ?? '', query?.parameters))).toBe(true);
      expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(/SCAN c USING COVERING INDEX customers_listed/);
      // The window's own rows are found by rowid, and sorted alone.
      expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(/SEARCH c USING INTEGER PRIMARY KEY/);
    }
    expect(planOf(stageFacetQuery)).toMatch(/COVERING INDEX customers_listed/);
    expect(planOf(cityFacetQuery)).toMatch(/COVERING INDEX customers_listed/);
    expect(planOf(ownerFacetQuery)).toMatch(/COVERING INDEX customers_listed/);
    for (const query of [twinsByKey, twinsByBeginning, bearersQuery]) {
      const plan = planOf(query, { keys: '[]', from: '', to: '', limit: 5, most: 5 });
      expect(plan).toMatch(/SEARCH k USING PRIMARY KEY \(key/);
      expect(plan).not.toMatch(/SCAN [ck]/);
    }
  });

  it('of a search are looked for in the index of words, and shown in the order of the list', () => {
    const query = customerListQuery({ offset: 0, limit: 10, search: 'مشتری' });
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(
      /SCAN c USING COVERING INDEX customers_listed[^]*VIRTUAL TABLE/,
    );
    // Beside the index of words only those are walked whom two merges claim: few, from an index of their own.
    const walked = planOf(query?.count ?? '', query?.parameters).matchAll(/SCAN (?!CONSTANT ROW)(.*)/g);
    expect(new Set([...walked].map(([, what = '']) => what.replace(/ (EXISTS )?VIRTUAL TABLE.*/, '')))).toEqual(
      new Set(['customers_search', 'younger USING COVERING INDEX customer_links_standing']),
    );
    // Whoever is found by a whole number is one more of a set to look into.
    expectWhole((window) => customerListQuery({ ...window, search: 'تهران', keyed: [idOf('customer 1')] }));
  });
});

describe('other lists', () => {
  it('of orders, in every order and filter, walk their own index', () => {
    for (const by of ['orderedOn', 'customerName', 'total', 'number'] as const)
      for (const states of [undefined, ['draft']])
        for (const customerId of [undefined, idOf('customer 1')])
          for (const search of [undefined, 'مشتری'])
            expectWhole((window) =>
              orderListQuery({ ...window, states, customerId, search, sort: { by, descending: true } }),
            );
    const query = orderListQuery({ offset: 0, limit: 10, states: ['draft'] });
    expect(planOf(query?.count ?? '', query?.parameters)).toMatch(/COVERING INDEX sales_documents_listed/);
    expect(planOf(query?.rows ?? '', query?.parameters)).toMatch(/COVERING INDEX sales_documents_listed/);
  });

  it('of quotes, deliveries, invoices and returns walk the same index, their kind alone', () => {
    for (const by of ['day', 'customerName', 'total', 'number'] as const)
      for (const kind of [undefined, 'invoice'])
        for (const customerId of [undefined, idOf('customer 1')])
          for (const search of [undefined, 'مشتری'])
            expectWhole((window) =>
              documentListQuery({ ...window, kind, customerId, search, sort: { by, descending: true } }),
            );
    const query = documentListQuery({ offset: 0, limit: 10, kind: 'return', states: ['received'] });
    for (const text of [query?.count, query?.rows])
      expect(planOf(text ?? '', query?.parameters)).toMatch(
        /SEARCH d USING COVERING INDEX sales_documents_listed \(kind=\?\)/,
      );
  });

  it('of activities, planned or done, mine or all', () => {
    for (const planned of [undefined, true, false])
      for (const ownerId of [undefined, idOf('ali')])
        for (const customerId of [undefined, idOf('customer 1')])
          expectWhole((window) => activityListQuery({ ...window, planned, ownerId, customerId }));
    const query = activityListQuery({ offset: 0, limit: 10, planned: true, ownerId: idOf('ali') });
    expect(planOf(query.rows, query.parameters)).toMatch(/COVERING INDEX activities_by_time/);
    expect(planOf(query.rows, query.parameters)).not.toMatch(/TEMP B-TREE FOR ORDER BY\n.*SEARCH a USING INTEGER/);
  });

  it('of contracts, opportunities, products and reviews run in every form', () => {
    expect.hasAssertions();
    for (const search of [undefined, 'x'])
      for (const customerId of [undefined, idOf('customer 1')]) {
        expectWhole((window) => contractListQuery({ ...window, search }));
        expectWhole((window) => opportunityListQuery({ ...window, search, customerId, stages: ['won'] }));
        expectWhole((window) => productListQuery({ ...window, text: search ?? '' }));
      }
    for (const open of [true, false]) expectWhole((window) => reviewListQuery({ ...window, open }, idOf('ali')));
  });

  it('of a board are sums over an index alone, unless somebody asks for words or territories', () => {
    const query = boardQuery({ pipelineId: DEFAULT_PIPELINE_ID, ownerIds: [idOf('ali')], rotting: true }, '[]');
    expect(planOf(query?.rows ?? '', query?.parameters ?? {})).toMatch(
      /SEARCH p USING COVERING INDEX opportunities_on_board \(pipeline_id=\?/,
    );
  });

  it('of own sales are sums over an index alone; what is awaited is looked for in the days asked', () => {
    const parameters = { personId: idOf('ali'), from: '2026-11-01', to: '2026-11-30' };
    expect(planOf(creditedQuery, parameters)).toMatch(
      /SEARCH sales_credits USING COVERING INDEX sales_credits_by_person \(person_id=\? AND state=\? AND document_date>\? AND document_date<\?\)/,
    );
    const awaited = planOf(awaitedQuery, parameters);
    expect(awaited).toMatch(/SEARCH d USING INDEX sales_documents_listed \(kind=\? AND dated_on>\? AND dated_on<\?\)/);
    expect(awaited).toMatch(/SEARCH c USING (COVERING )?INDEX sales_credits_by_document \(sales_document_id=\?\)/);
  });

  it('are marked by looking up the records of a screenful, never by walking what waits', () => {
    const plan = planOf(marksQuery, {
      personId: idOf('ali'),
      records: JSON.stringify([['customers', idOf('customer 1')]]),
    });
    expect(plan).toMatch(/SEARCH r USING PRIMARY KEY \(collection=\? AND id=\?\)/);
    expect(plan).toMatch(/SEARCH v USING INDEX reviews_waiting \(record_id=\?\)/);
    expect(plan).not.toMatch(/SCAN (r|o|v|outbox|reviews)\b/);
  });

  it('of a record’s own review look up that record alone', () => {
    const plan = planOf(waitingReviewQuery, {
      personId: idOf('ali'),
      collection: 'customers',
      id: idOf('customer 1'),
    });
    expect(plan).toMatch(/SEARCH v USING INDEX reviews_waiting \(record_id=\?\)/);
    expect(plan).not.toMatch(/SCAN/);
  });

  it.each(['"', '؟!', '*', '(', "' OR 1=1 --"])('answer a search for %s without a syntax error', (search) => {
    for (const query of [
      customerListQuery({ offset: 0, limit: 5, search }),
      orderListQuery({ offset: 0, limit: 5, search }),
      contractListQuery({ offset: 0, limit: 5, search }),
      opportunityListQuery({ offset: 0, limit: 5, search }),
      productListQuery({ offset: 0, limit: 5, text: search }),
    ])
      expect(query === null ? [] : store.read.all(query.rows, query.parameters)).toEqual([]);
  });
});

describe('what is promised of an allotment', () => {
  it('is read by product and day, and not from every order', () => {
    const plan = store.read
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${promisesQuery}`, { periods: '[]' })
      .map(({ detail }) => detail);
    expect(plan).toContainEqual(
      expect.stringMatching(
        /^SEARCH l USING COVERING INDEX order_lines_by_product \(product_id=\? AND ordered_on>\? AND ordered_on<\?\)/,
      ),
    );
    expect(plan).toContainEqual(expect.stringMatching(/^SEARCH d USING INDEX .*\(id=\? AND owner_id=\?\)/));
    expect(plan.filter((step) => step.startsWith('SCAN') && !step.startsWith('SCAN p'))).toEqual([]);
    const chains = store.read.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${chainsQuery}`, { orders: '[]' });
    expect(chains.map(({ detail }) => detail)).toContainEqual(expect.stringContaining('sales_documents_by_order'));
  });
});

describe('orders of which more was delivered than ordered', () => {
  it('are found by the index of what belongs to orders, and no paper is read but of orders with two of a kind', () => {
    const plan = store.read.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${exceedingQuery}`).map(({ detail }) => detail);
    expect(plan).toContainEqual(
      expect.stringMatching(/^SEARCH sales_documents USING COVERING INDEX sales_documents_by_order/),
    );
    expect(plan.filter((step) => /^(SCAN [do]\b|SCAN sales_documents$|.*sales_documents_listed)/.test(step))).toEqual(
      [],
    );
  });

  it('and those that are cancelled under papers by the index of them, and no paper is read but of them', () => {
    const plan = store.read
      .all<{ detail: string }>(`EXPLAIN QUERY PLAN ${cancelledUnderPapersQuery}`)
      .map(({ detail }) => detail);
    expect(plan).toContainEqual(expect.stringMatching(/^SCAN sales_documents USING INDEX sales_documents_cancelled/));
    expect(plan).toContainEqual(
      expect.stringMatching(/^SEARCH d USING INDEX sales_documents_by_order \(order_id=\? AND kind=\?\)/),
    );
    expect(plan.filter((step) => /^SCAN (?!k\b|f\b|CONSTANT|.* INDEX sales_documents_cancelled)/.test(step))).toEqual(
      [],
    );
  });
});
