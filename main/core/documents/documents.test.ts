/** Records as features follow them, from the first look to the end of a session. Long, for sync is played underneath most of it. */
import { OPEN_COLLECTIONS } from 'rxdb/plugins/core';
import { afterEach, describe, expect, it } from 'vitest';
import { collections } from '../../../shared/domain/catalogue.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { createRecordStorage, type HeldRecord, type Pacing } from '../store/index.ts';
import { createRandomChanges } from '../store/testing/randomChanges.ts';
import { createTestFeed, pull, stage } from '../store/testing/testFeed.ts';
import { companyBody, createCompany, createTestStore, setLeaf, type TestStore } from '../store/testing/testStore.ts';
import { createDocuments, type Documents, type LiveStream } from './documents.ts';
import { DOCUMENT_COLLECTIONS, openRecordDatabase, type RecordDatabase } from './recordDatabase.ts';

/** Machines that test are slow at times. */
const PATIENTLY = { timeout: 20_000 };

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).toReversed()) await close();
});

interface Opened {
  readonly test: TestStore;
  readonly documents: Documents;
  /** The one that the documents have opened. */
  database(): Promise<RecordDatabase>;
}

const documentsOver = (
  test: TestStore,
  onDatabase: (database: Promise<RecordDatabase>) => void = () => {},
): Documents =>
  createDocuments({
    store: test.store,
    openDatabase() {
      const database = openRecordDatabase({
        storage: createRecordStorage(test.store),
        owner: test.store.identity.device,
      });
      onDatabase(database);
      return database;
    },
  });

function open(pacing?: Pacing): Opened {
  const test = createTestStore(pacing ? { pacing } : {});
  const { promise, resolve } = Promise.withResolvers<RecordDatabase>();
  const documents = documentsOver(test, resolve);
  opened.push(async () => {
    await documents.close();
    await test.remove();
  });
  return { test, documents, database: () => promise };
}

const asItIs = <Value>(value: Value): Value => value;
const customer = (id: string) => ({ collection: 'customers' as const, id });
const nameOf = (record: HeldRecord | null): unknown => record?.body['name'] ?? null;
const next = async <Value>(stream: LiveStream<Value>): Promise<Value> => {
  const result = await stream.next();
  if (result.done) throw new Error('the stream has ended');
  return result.value;
};
const contract = (customerId: string, endsOn: string) => ({ customerId, endsOn });

/** Keeps what a stream said last. */
function follow<Value>(stream: LiveStream<Value>): { readonly last: Value | undefined; readonly ended: Promise<void> } {
  let last: Value | undefined;
  const ended = (async () => {
    for await (const value of stream) last = value;
  })();
  return {
    get last() {
      return last;
    },
    ended,
  };
}

describe('one record', () => {
  it('shows its changes, its deletion, and nothing when it is not here', async () => {
    const { test, documents } = open();
    const id = test.newId();
    const read = () => test.store.read.record(customer(id));
    const stream = documents.observeOne(customer(id), asItIs);
    expect(await next(stream)).toBeNull();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'Pars')] });
    expect(await next(stream)).toEqual(read());
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'Parsian', 'Pars')] });
    expect(await next(stream)).toMatchObject({ body: { name: 'Parsian' }, pending: true, revision: 2 });
    const { hash } = await test.store.commit({
      author: test.person,
      operations: [{ act: 'delete', collection: 'customers', kind: 'company', id }],
    });
    expect(await next(stream)).toEqual(read());
    // What becomes of a deleted record is shown too.
    test.store.sync.recordOutcomes([{ hash, outcome: 'parked', reason: 'invalid', facts: {}, covers: {} }]);
    expect(await next(stream)).toMatchObject({ deleted: true, held: { reason: 'invalid' } });
  });

  it('begins with what is there now, also right after a save and beside others who watch', async () => {
    const { test, documents } = open();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, '0')] });
    const other = documents.observeOne(customer(id), nameOf);
    await next(other);
    for (let round = 1; round < 20; round += 1) {
      await test.store.commit({
        author: test.person,
        operations: [setLeaf(id, 'name', `${round}`, `${round - 1}`)],
      });
      const stream = documents.observeOne(customer(id), nameOf);
      expect(await next(stream)).toBe(`${round}`);
      await stream.return?.();
    }
  });

  it('is silent while what is shown of it stays the same', async () => {
    const { test, documents } = open();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'Pars')] });
    const stream = documents.observeOne(customer(id), nameOf);
    expect(await next(stream)).toBe('Pars');
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'stage', 'lead', 'active')] });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'Parsian', 'Pars')] });
    expect(await next(stream)).toBe('Parsian');
  });
});

describe('sync', () => {
  it('brings changes, takes what it purges, and brings it again', async () => {
    const { test, documents } = open();
    const feed = createTestFeed();
    const [parent, id] = [test.newId(), test.newId()];
    const put = (endsOn: string) =>
      feed.put('contracts', 'serviceContract', id, ['territory/a'], contract(parent, endsOn));
    put('2026-01-01');
    await pull(test.store, feed);
    const one = documents.observeOne({ collection: 'contracts', id }, (record) => record?.version ?? null);
    expect(await next(one)).toBe(1);
    put('2026-02-01');
    await pull(test.store, feed);
    expect(await next(one)).toBe(2);
    await test.store.sync.purgeScope('territory/a');
    expect(await next(one)).toBeNull();
    put('2026-03-01');
    await pull(test.store, feed);
    expect(await next(one)).toBe(3);
  });

  it('shows the last checkpoint while the next is applied, and a save at once; a checkpoint that is rolled back is never seen', async () => {
    const { pacing, between } = countedPacing(100);
    const { test, documents } = open(pacing);
    const feed = createTestFeed();
    const [watched, edited] = [test.newId(), test.newId()];
    feed.put('customers', 'company', watched, ['company'], companyBody('first'));
    feed.put('customers', 'company', edited, ['company'], companyBody('first'));
    await pull(test.store, feed);
    const stream = documents.observeOne(customer(watched), nameOf);
    const saved = documents.observeOne(customer(edited), nameOf);
    expect([await next(stream), await next(saved)]).toEqual(['first', 'first']);

    feed.put('customers', 'company', watched, ['company'], companyBody('second'));
    for (let count = 0; count < 2_500; count += 1)
      feed.put('customers', 'company', test.newId(), ['company'], companyBody(`customer ${count}`));
    stage(test.store, feed);
    const early: unknown[] = [];
    let isApplied = false;
    let saves = 0;
    between.push(async () => {
      if (isApplied) return;
      const fresh = documents.observeOne(customer(watched), nameOf);
      early.push(await next(fresh));
      await fresh.return?.();
      if (saves > 0) return;
      saves += 1;
      await test.store.commit({
        author: test.person,
        operations: [setLeaf(edited, 'name', 'saved', 'first')],
      });
    });
    const applied = test.store.sync.applyCheckpoint({}).then(() => (isApplied = true));
    expect(await next(saved)).toBe('saved');
    expect(isApplied).toBe(false);
    await applied;
    expect(await next(stream)).toBe('second');
    expect(early.length).toBeGreaterThan(10);
    expect(new Set(early)).toEqual(new Set(['first']));
  });
});

/** A slice is so many steps; between two, what is asked for is done. */
function countedPacing(steps: number): { pacing: Pacing; between: (() => Promise<void>)[] } {
  const between: (() => Promise<void>)[] = [];
  return {
    between,
    pacing: {
      startSlice() {
        let left = steps;
        return () => (left -= 1) <= 0;
      },
      async rest() {
        for (const work of between) await work();
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  };
}

it.each([1, 2, 3])(
  'whatever happens in whatever order, what is shown in the end is what is there (seed %i)',
  async (seed) => {
    const { test, documents } = open();
    const { ids, pick, step } = createRandomChanges(test, seed);
    const watched: {
      readonly stream: LiveStream<unknown>;
      readonly last: () => unknown;
      readonly truth: () => unknown;
    }[] = [];
    const watch = (stream: LiveStream<unknown>, truth: () => unknown): void => {
      const followed = follow(stream);
      watched.push({ stream, last: () => followed.last, truth });
    };
    for (let count = 0; count < 150; count += 1) {
      if (pick(4) === 0) {
        const reference = { collection: 'contracts' as const, id: ids[pick(ids.length)] ?? '' };
        watch(documents.observeOne(reference, asItIs), () => test.store.read.record(reference));
      }
      if (pick(4) === 0) await watched.splice(pick(watched.length + 1), 1)[0]?.stream.return?.();
      await step();
    }
    expect(watched.length).toBeGreaterThan(3);
    await expect.poll(() => watched.map(({ last }) => last()), PATIENTLY).toEqual(watched.map(({ truth }) => truth()));
  },
);

describe('the database', () => {
  it('has a collection for everything in the catalogue but reviews, sales credits and attachments, twelve at most, and opens each', async () => {
    expect(DOCUMENT_COLLECTIONS.length).toBeLessThanOrEqual(12);
    expect([...DOCUMENT_COLLECTIONS, 'reviews', 'salesCredits', 'attachments'].toSorted()).toEqual(
      collections.map(({ collection }) => collection).toSorted(),
    );
    const { test } = open();
    const database = await openRecordDatabase({ storage: createRecordStorage(test.store), owner: 'test' });
    opened.push(() => database.close());
    for (const name of DOCUMENT_COLLECTIONS) expect((await database.collection(name)).name).toBe(name);
    await expect(database.collection('reviews')).rejects.toThrow('not an RxDB collection');
  });

  it('lets changes gather before it asks anew, and looks for no other process', async () => {
    const { test } = open();
    const opening = await openRecordDatabase({ storage: createRecordStorage(test.store), owner: 'test' });
    opened.push(() => opening.close());
    const { database } = await opening.collection('customers');
    expect(database.liveQueryUpdateThrottleTime).toBeGreaterThanOrEqual(50);
    expect(database.liveQueryUpdateThrottleTime).toBeLessThanOrEqual(100);
    expect(database.multiInstance).toBe(false);
  });

  it('keeps no query that nobody watches, and one for each that somebody does', async () => {
    const { test, documents, database } = open();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'Pars')] });
    const streams = Array.from({ length: 5 }, () => documents.observeOne(customer(id), nameOf));
    for (const stream of streams) await next(stream);
    const queries = (await (await database()).collection('customers'))._queryCache._map;
    await expect.poll(() => queries.size, PATIENTLY).toBe(5);
    for (const stream of streams) await stream.return?.();
    expect(queries.size).toBe(0);
  });

  it('hears of no record that nobody looks at, however many a first sync brings, and looks again all the same', async () => {
    const { test, documents, database } = open();
    const feed = createTestFeed();
    const watched = test.newId();
    const one = documents.observeOne(customer(watched), nameOf);
    expect(await next(one)).toBeNull();
    const named = new Set<string>();
    (await (await database()).collection('customers')).eventBulks$.subscribe(({ events }) => {
      for (const { documentId } of events) named.add(documentId);
    });
    for (let count = 0; count < 2_000; count += 1)
      feed.put(
        'customers',
        'company',
        count === 500 ? watched : test.newId(),
        ['company'],
        companyBody(`customer ${count}`),
      );
    await pull(test.store, feed);
    expect(await next(one)).toBe('customer 500');
    expect(named.difference(new Set(['', watched]))).toEqual(new Set());
  });
});

describe('the end', () => {
  it('comes to every stream, also to those that are still waiting for the database', async () => {
    const { test, documents } = open();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'Pars')] });
    const watching = documents.observeOne(customer(id), nameOf);
    expect(await next(watching)).toBe('Pars');
    const waiting = documents.observeOne({ collection: 'contracts', id }, asItIs);
    await next(waiting);
    const asked = [watching.next(), waiting.next()];
    await documents.close();
    await documents.close();
    for (const result of await Promise.all(asked)) expect(result.done).toBe(true);
    expect(await documents.observeOne(customer(id), nameOf).next()).toEqual({ done: true, value: undefined });
  });

  it('may come while RxDB is being loaded, and the next session opens all the same', async () => {
    const { test, documents } = open();
    const id = test.newId();
    const stream = documents.observeOne(customer(id), nameOf);
    await next(stream);
    const pending = stream.next();
    await documents.close();
    expect((await pending).done).toBe(true);
    for (let session = 0; session < 4; session += 1) {
      const again = documentsOver(test);
      const collectionsOpened: CollectionName[] = ['customers', 'products', 'contracts', 'activities'];
      for (const collection of collectionsOpened) await next(again.observeOne({ collection, id }, asItIs));
      await again.close();
    }
  });

  it('leaves no collection open, whenever it comes', async () => {
    const { test } = open();
    const id = test.newId();
    for (let turns = 0; turns < 60; turns += 4) {
      const documents = documentsOver(test);
      const streams = (['customers', 'products', 'contracts'] as const).map((collection) =>
        documents.observeOne({ collection, id }, asItIs),
      );
      const asked = streams.map((stream) => stream.next());
      for (let turn = 0; turn < turns; turn += 1)
        await (turn % 4 === 3 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve());
      await documents.close();
      await Promise.all(asked);
      expect([...OPEN_COLLECTIONS].map(({ name }) => name)).toEqual([]);
    }
  });
});
