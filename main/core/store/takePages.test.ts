import { afterEach, describe, expect, it } from 'vitest';
import type { Pacing } from './index.ts';
import { createTestFeed, pull, type TestFeed } from './testing/testFeed.ts';
import { bodyOf, companyBody, createCompany, orderBody, testStoreOpener, type TestStore } from './testing/testStore.ts';
import type { FetchedPage } from './types.ts';

const HERE = 'territory/here';
const THERE = 'territory/there';

const open = testStoreOpener(afterEach);

/** Customers with orders; every third customer is in a second scope as well. */
function fill(test: TestStore, feed: TestFeed, customers: number): string[] {
  const products = [test.newId(), test.newId(), test.newId()];
  return Array.from({ length: customers }, (_, index) => {
    const id = test.newId();
    const scopes = index % 3 === 0 ? [HERE, THERE] : [HERE];
    feed.put('customers', 'company', id, scopes, companyBody(`customer ${index}`));
    if (index % 5 === 0)
      feed.put('opportunities', 'opportunity', test.newId(), scopes, {
        name: `chance ${index}`,
        customerId: id,
        stage: index % 2 === 0 ? 'won' : 'lead',
        ...(index % 10 === 0 ? { amount: { amount: index * 7, currency: 'IRR' } } : {}),
      });
    for (let count = 0; count < index % 4; count += 1) {
      const line = {
        id: 'l1',
        productId: products[(index + count) % 3] ?? '',
        quantity: 1_000 * (count + 1),
        price: 500,
      };
      const more = { state: count === 2 ? 'draft' : 'confirmed', orderedOn: `2026-10-0${1 + count}` };
      feed.put('salesDocuments', 'order', test.newId(), scopes, orderBody(id, [line], more));
    }
    return id;
  });
}

function pagesOf(feed: TestFeed, size: number): FetchedPage[] {
  return Object.entries(feed.heads()).flatMap(([scope, head]) => {
    const rows = feed.rows(scope, 0, head);
    return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => {
      const own = rows.slice(index * size, (index + 1) * size);
      return { scope, rows: own, next: own.at(-1)?.seq ?? head };
    });
  });
}

const READ_MODELS = [
  'SELECT * FROM purchases ORDER BY customer_id, product_id',
  'SELECT * FROM customer_summary ORDER BY customer_id',
  'SELECT * FROM pipeline_facts ORDER BY stage, currency',
  'SELECT * FROM order_lines ORDER BY order_id, line_id',
];

describe('pages of the very first sync', () => {
  it('SYNC-136: when all of them are here, whoever shows what is added up hears of it', async () => {
    const test = open();
    const feed = createTestFeed();
    fill(test, feed, 30);
    test.store.sync.beginCheckpoint('t', feed.heads(), []);
    await test.store.sync.takePages('t', pagesOf(feed, 100));
    const before = test.store.read.all(READ_MODELS[1] ?? '');
    const heard: string[] = [];
    test.store.onChange(({ collections }) => void heard.push(...collections));
    await test.store.sync.applyCheckpoint({});
    expect(test.store.read.all(READ_MODELS[1] ?? '')).not.toEqual(before);
    expect(heard).toEqual(expect.arrayContaining(['customers', 'opportunities']));
  });

  it('SYNC-136: are shown page by page, and end in the same store as a checkpoint applied at once', async () => {
    const [test, other] = [open(), open()];
    const feed = createTestFeed();
    const ids = fill(test, feed, 230);
    test.store.sync.beginCheckpoint('t', feed.heads(), []);
    const pages = pagesOf(feed, 100);
    await test.store.sync.takePages('t', pages.slice(0, 1));
    expect(bodyOf(test.store, ids[0] ?? '')).toEqual(companyBody('customer 0'));
    expect(bodyOf(test.store, ids.at(-1) ?? '')).toBeUndefined();
    await test.store.sync.takePages('t', pages.slice(1));
    // A page that comes twice changes nothing.
    await test.store.sync.takePages('t', pages.slice(0, 2));
    await test.store.sync.applyCheckpoint({});

    other.store.sync.beginCheckpoint('none', {}, []);
    await other.store.sync.applyCheckpoint({});
    await pull(other.store, feed);
    for (const sql of READ_MODELS) {
      expect(test.store.read.all(sql)).toEqual(other.store.read.all(sql));
    }
    expect(test.store.read.get('SELECT count(*) > 50 AS isMany FROM purchases')).toEqual({ isMany: 1 });
    expect(test.store.sync.digests([HERE, THERE])).toEqual(feed.digests([HERE, THERE]));
    expect(await test.store.checkIntegrity()).toEqual({ ok: true, findings: [] });
  });

  it('SYNC-123, SYNC-181: go on after a restart, and beside what a person has written meanwhile', async () => {
    const test = open();
    const feed = createTestFeed();
    const ids = fill(test, feed, 60);
    const mine = ids[7] ?? '';
    test.store.sync.beginCheckpoint('t', feed.heads(), []);
    const pages = pagesOf(feed, 50);
    // The record is not here yet, so the person makes it.
    await test.store.commit({ author: test.person, operations: [createCompany(mine, 'typed here')] });
    await test.store.sync.takePages('t', pages.slice(0, 1));
    const store = await test.reopen();
    expect(store.sync.staging().positions[HERE]).toBe(50);
    await store.sync.takePages('t', pages.slice(1));
    await store.sync.applyCheckpoint({});
    expect(bodyOf(store, mine)).toMatchObject({ name: 'typed here' });
    expect(store.sync.counts().pending).toBe(1);
    expect(store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });

  it('SYNC-129: a save made while they are written goes first, and nothing is lost', async () => {
    const stepByStep: Pacing = {
      startSlice: () => () => true,
      rest: () => new Promise((resolve) => setImmediate(resolve)),
    };
    const test = open({ pacing: stepByStep });
    const feed = createTestFeed();
    const ids = fill(test, feed, 40);
    test.store.sync.beginCheckpoint('t', feed.heads(), []);
    const taking = test.store.sync.takePages('t', pagesOf(feed, 500));
    const own = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(own, 'in between')] });
    expect(bodyOf(test.store, own)).toMatchObject({ name: 'in between' });
    expect(bodyOf(test.store, ids[39] ?? '')).toBeUndefined();
    await taking;
    await test.store.sync.applyCheckpoint({});
    expect(test.store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 41 });
    expect(test.store.sync.digests([HERE, THERE])).toEqual(feed.digests([HERE, THERE]));
  });
});
