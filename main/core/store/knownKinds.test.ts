import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { matchExpression, searchCondition } from './index.ts';
import { openConnection } from './connection.ts';
import type { Pacing } from './pacing.ts';
import { defaultCatalogue, type Catalogue } from './recordTables.ts';
import { openRecordStore } from './createStore.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { createCompany, testStoreOpener, type TestStore } from './testing/testStore.ts';
import type { RecordStore } from './types.ts';

const createTestStore = testStoreOpener(afterEach);

const withoutKind = (collection: string, kind: string): Catalogue =>
  defaultCatalogue.map((definition) =>
    definition.collection === collection
      ? { ...definition, kinds: Object.fromEntries(Object.entries(definition.kinds).filter(([name]) => name !== kind)) }
      : definition,
  );

const found = (
  store: RecordStore,
  collection: 'salesDocuments' | 'assets' | 'customers' | 'products',
  text: string,
): string[] =>
  store.read
    .all<{ id: string }>(
      `SELECT id FROM ${collection === 'salesDocuments' ? 'sales_documents' : collection} t WHERE deleted = 0 AND ${searchCondition(collection, 't.id')}`,
      { match: matchExpression(text) ?? '' },
    )
    .map(({ id }) => id);

/** The same folder, by the program of today. */
async function upgrade(test: TestStore, work: (store: RecordStore) => void): Promise<void> {
  await test.store.close();
  const store = openRecordStore({ ...test.options, catalogue: defaultCatalogue });
  try {
    work(store);
  } finally {
    await store.close();
  }
}

const quote = (customerId: string) => ({
  customerId,
  state: 'sent',
  number: 'QUO-K7M2Q-0001',
  quotedOn: '2026-11-01',
  currency: 'IRR',
  lines: [],
});

describe('a program that knows more kinds than the one before', () => {
  it('finds what came while its kind was not known', async () => {
    const test = createTestStore({ catalogue: withoutKind('salesDocuments', 'quote') });
    const feed = createTestFeed();
    const [customer, id] = [test.newId(), test.newId()];
    feed.put('salesDocuments', 'quote', id, ['company'], quote(customer));
    await pull(test.store, feed);
    expect(found(test.store, 'salesDocuments', 'K7M2Q')).toEqual([]);

    await upgrade(test, (store) => {
      expect(found(store, 'salesDocuments', 'K7M2Q')).toEqual([id]);
      expect(store.read.all('SELECT customer_id FROM sales_documents')).toEqual([{ customer_id: customer }]);
    });
  });

  it('brings records of a collection that had no table into their own', async () => {
    const test = createTestStore({ catalogue: defaultCatalogue.filter(({ collection }) => collection !== 'assets') });
    const feed = createTestFeed();
    const [customer, id, gone] = [test.newId(), test.newId(), test.newId()];
    feed.put('assets', 'equipment', id, ['company'], { name: 'پمپ', customerId: customer, serial: 'SN-7' });
    feed.put('assets', 'equipment', gone, ['company'], { name: 'موتور', customerId: customer }, { deleted: true });
    await pull(test.store, feed);
    expect(test.store.read.all('SELECT id FROM assets')).toEqual([]);

    await upgrade(test, (store) => {
      expect(found(store, 'assets', 'SN-7')).toEqual([id]);
      expect(store.read.all('SELECT id, serial FROM assets WHERE deleted = 0')).toEqual([{ id, serial: 'SN-7' }]);
      expect(store.read.all('SELECT id FROM other_records')).toEqual([]);
    });
  });

  it('writes the words anew of a store that says nothing of its kinds, or has words of other rules', async () => {
    const test = createTestStore();
    const feed = createTestFeed();
    const [survivor, twin] = [test.newId(), test.newId()];
    feed.put('customers', 'company', survivor, ['company'], { name: 'Alborz', stage: 'active' });
    feed.put('customers', 'company', twin, ['company'], { name: 'Alborz', stage: 'active', mergedInto: survivor });
    await pull(test.store, feed);
    const expected = found(test.store, 'customers', 'Alborz');
    expect(expected).toContain(survivor);
    await test.store.close();
    const connection = openConnection(`${test.directory}/store.db`, {
      key: test.options.key,
      rights: 'write',
      cacheMegabytes: 2,
    });
    // As an earlier program would have left it: one word too many, one too few, and nothing said of itself.
    connection.exec(
      "DELETE FROM customers_search; INSERT INTO customers_search (rowid, words) SELECT rowid, 'stale' FROM customers; DELETE FROM meta WHERE key = 'knownKinds'",
    );
    connection.close();
    const store = openRecordStore(test.options);
    expect(found(store, 'customers', 'stale')).toEqual([]);
    expect(found(store, 'customers', 'Alborz')).toEqual(expected);
    await store.close();
  });

  it('finds products by the barcodes of their units and by their codes without blanks, which rules 2 did not know', async () => {
    const test = createTestStore();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('products', 'consumable', id, ['company'], {
      name: 'Gloves',
      code: 'GL 7',
      unit: 'pair',
      taxPercentage: 0,
      prices: [],
      units: [{ id: 'c', order: 'a', unit: 'carton', factor: 12_000, barcodes: ['6260000000020'] }],
    });
    await pull(test.store, feed);
    await test.store.close();
    const connection = openConnection(`${test.directory}/store.db`, {
      key: test.options.key,
      rights: 'write',
      cacheMegabytes: 2,
    });
    connection.exec(`
      DELETE FROM products_search; INSERT INTO products_search (rowid, words) SELECT rowid, 'gloves gl 7' FROM products;
      UPDATE meta SET value = json_set(value, '$.wordRules', 2) WHERE key = 'knownKinds'`);
    connection.close();
    const store = openRecordStore(test.options);
    try {
      for (const text of ['6260000000020', 'gl7', 'gl 7', 'gloves'])
        expect(found(store, 'products', text)).toEqual([id]);
    } finally {
      await store.close();
    }
  });

  it('leaves a store alone that the same program had', async () => {
    const test = createTestStore();
    const feed = createTestFeed();
    feed.put('customers', 'company', test.newId(), ['company'], { name: 'Alborz', stage: 'active' });
    await pull(test.store, feed);
    await test.store.close();
    const connection = openConnection(`${test.directory}/store.db`, {
      key: test.options.key,
      rights: 'write',
      cacheMegabytes: 2,
    });
    connection.exec(
      "DELETE FROM customers_search; INSERT INTO customers_search (rowid, words) SELECT rowid, 'kept' FROM customers",
    );
    connection.close();
    const store = openRecordStore(test.options);
    expect(found(store, 'customers', 'kept')).toHaveLength(1);
    await store.close();
  });
});

/** More than are renewed before somebody may work. */
const MANY = 1_800;

/** A closed store of many customers, as a program of other rules would have left it: each is found as `stale` alone. */
async function manyWithOldWords(): Promise<{ test: TestStore; commitWords: (sql: string) => void }> {
  const test = createTestStore();
  const feed = createTestFeed();
  feed.put('customers', 'company', test.newId(), ['company'], { name: 'Alborz', stage: 'active' });
  await pull(test.store, feed);
  await test.store.close();
  const commitWords = (sql: string): void => {
    const connection = openConnection(`${test.directory}/store.db`, {
      key: test.options.key,
      rights: 'write',
      cacheMegabytes: 2,
    });
    connection.exec(sql);
    connection.close();
  };
  const columns = COLUMNS_OF_CUSTOMERS.join(', ');
  commitWords(`
    INSERT INTO customers (id, ${columns})
      WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${MANY - 1})
      SELECT printf('00000000-0000-7000-8000-%012d', n), ${columns} FROM numbers, (SELECT * FROM customers LIMIT 1);
    DELETE FROM customers_search;
    INSERT INTO customers_search (rowid, words) SELECT rowid, 'stale' FROM customers;
    UPDATE meta SET value = json_set(value, '$.wordRules', 1) WHERE key = 'knownKinds'`);
  return { test, commitWords };
}

const COLUMNS_OF_CUSTOMERS =
  'kind revision version deleted written_at home_scope shares created_by created_at updated_by updated_at pending name name_sort stage body'.split(
    ' ',
  );

/** Nothing goes on behind until it is let go. */
function held(): { pacing: Pacing; letGo: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { pacing: { startSlice: () => () => true, rest: () => promise }, letGo: resolve };
}

const count = (store: RecordStore, text: string): number => found(store, 'customers', text).length;
async function renewed(store: RecordStore): Promise<void> {
  await expect.poll(() => [count(store, 'stale'), count(store, 'Alborz')], { timeout: 20_000 }).toEqual([0, MANY]);
}

describe('a program whose rules of words are new', () => {
  it('opens at once, and writes them anew behind the person’s work', async () => {
    const { test } = await manyWithOldWords();
    const { pacing, letGo } = held();
    const store = openRecordStore({ ...test.options, pacing });
    try {
      const stale = count(store, 'stale');
      expect(stale).toBeGreaterThan(0);
      expect(stale + count(store, 'Alborz')).toBe(MANY);
      const id = test.newId();
      await store.commit({ author: test.person, operations: [createCompany(id, 'Zagros')] });
      expect(found(store, 'customers', 'Zagros')).toEqual([id]);
      const clearsAway = () =>
        store.read.get<{ v: number }>(`SELECT v FROM customers_search_config WHERE k = 'deletemerge'`)?.v;
      expect(clearsAway()).toBe(0);
      letGo();
      await renewed(store);
      expect(found(store, 'customers', 'Zagros')).toEqual([id]);
      await expect.poll(clearsAway).toBe(10);
      // A search does not read around what was deleted.
      const parts = store.read.get<{ n: number }>('SELECT count(DISTINCT segid) AS n FROM customers_search_idx')?.n;
      expect(parts).toBe(1);
    } finally {
      letGo();
      await store.close();
    }
  });

  it('killed in the middle goes on where it was', async () => {
    const { test } = await manyWithOldWords();
    const { pacing, letGo } = held();
    const store = openRecordStore({ ...test.options, pacing });
    const elsewhere = mkdtempSync(join(tmpdir(), 'peyvand-killed-'));
    // As a power failure leaves it: file and log of this moment.
    await expect.poll(() => count(store, 'Alborz')).toBeGreaterThan(0);
    const done = count(store, 'Alborz');
    cpSync(test.directory, elsewhere, { recursive: true, filter: (path) => !path.endsWith('store.lock') });
    letGo();
    await store.close();
    const killed = openRecordStore({ ...test.options, directory: elsewhere });
    try {
      // What was done stays done: this opening does the next ones, not the first again.
      expect(count(killed, 'Alborz')).toBeGreaterThan(done);
      await renewed(killed);
    } finally {
      await killed.close();
      rmSync(elsewhere, { recursive: true, force: true });
    }
  });

  it('closed in the middle goes on where it was, and is done once', async () => {
    const { test, commitWords } = await manyWithOldWords();
    const { pacing, letGo } = held();
    const store = openRecordStore({ ...test.options, pacing });
    const done = count(store, 'Alborz');
    const closing = store.close();
    letGo();
    await closing;
    commitWords(
      `DELETE FROM customers_search WHERE rowid = 1; INSERT INTO customers_search (rowid, words) VALUES (1, 'kept')`,
    );
    for (let opening = 0; opening < 2; opening += 1) {
      const next = openRecordStore(test.options);
      try {
        expect(count(next, 'Alborz')).toBeGreaterThan(done);
        await expect
          .poll(() => [count(next, 'stale'), count(next, 'Alborz'), count(next, 'kept')], { timeout: 20_000 })
          .toEqual([0, MANY - 1, 1]);
      } finally {
        await next.close();
      }
    }
  });
});
