import { afterEach, describe, expect, it } from 'vitest';
import { matchExpression, searchCondition } from './index.ts';
import { openConnection } from './connection.ts';
import { defaultCatalogue, type Catalogue } from './recordTables.ts';
import { openRecordStore } from './createStore.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { testStoreOpener, type TestStore } from './testing/testStore.ts';
import type { RecordStore } from './types.ts';

const createTestStore = testStoreOpener(afterEach);

const withoutKind = (collection: string, kind: string): Catalogue =>
  defaultCatalogue.map((definition) =>
    definition.collection === collection
      ? { ...definition, kinds: Object.fromEntries(Object.entries(definition.kinds).filter(([name]) => name !== kind)) }
      : definition,
  );

const found = (store: RecordStore, collection: 'salesDocuments' | 'assets' | 'customers', text: string): string[] =>
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
