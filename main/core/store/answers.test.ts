import { afterEach, describe, expect, it } from 'vitest';
import { createTestFeed, pull, stage } from './testing/testFeed.ts';
import {
  acknowledge,
  companyBody,
  createCompany,
  START,
  testStoreOpener,
  type TestStore,
} from './testing/testStore.ts';

/** What answers and restores do to groups at the edges of their life: covered ones, held ones, and those of an earlier identity. */
const HERE = 'territory/here';
const open = testStoreOpener(afterEach);

const save = async (test: TestStore, name: string): Promise<{ id: string; hash: string }> => {
  const id = test.newId();
  const { hash } = await test.store.commit({ author: test.person, operations: [createCompany(id, name)] });
  return { id, hash };
};
const held = (test: TestStore, id: string) => test.store.read.record({ collection: 'customers', id });
const park = (test: TestStore, hash: string): void =>
  test.store.sync.recordOutcomes([{ hash, outcome: 'parked', reason: 'permission_denied', facts: {}, covers: {} }]);
/** The oldest first: what is kept, and in which state. */
const kept = (test: TestStore) => test.store.read.all('SELECT device_n AS n, state FROM outbox ORDER BY n');

async function saveAndCover(test: TestStore, feed: ReturnType<typeof createTestFeed>, name: string) {
  const saved = await save(test, name);
  acknowledge(test.store, feed.put('customers', 'company', saved.id, [HERE], companyBody(name)));
  await pull(test.store, feed);
  return saved;
}

describe('an answer', () => {
  it('SYNC-126: that comes late, about work that is covered, changes nothing', async () => {
    const test = open();
    const { id, hash } = await saveAndCover(test, createTestFeed(), 'covered');
    park(test, hash);
    expect(kept(test)).toEqual([{ n: 1, state: 'covered' }]);
    expect(held(test, id)).toMatchObject({ pending: false, held: null });
  });

  it('SYNC-45: that what was held is applied after all is seen by whoever looks at the record', async () => {
    const test = open();
    const { id, hash } = await save(test, 'held');
    park(test, hash);
    const before = held(test, id);
    expect(before?.held).toEqual({ reason: 'permission_denied' });
    test.store.sync.recordOutcomes([{ hash, outcome: 'applied', covers: { [HERE]: 9 }, reviews: [] }]);
    expect(held(test, id)).toMatchObject({ pending: true, held: null });
    expect(held(test, id)?.revision).toBeGreaterThan(before?.revision ?? Infinity);
  });

  it('SYNC-32: held work that a restored server lacks waits again, and whoever looks at the record sees it', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const { id, hash } = await save(test, 'held');
    park(test, hash);
    const before = held(test, id);
    expect(test.store.sync.requeueAfter(0)).toBe(1);
    expect(held(test, id)).toMatchObject({ pending: true, held: null });
    expect(held(test, id)?.revision).toBeGreaterThan(before?.revision ?? Infinity);
  });
});

describe('a new epoch', () => {
  it('SYNC-32: asks again about what was answered and had not come back: its places are of the life before', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const { hash } = await save(test, 'answered');
    acknowledge(test.store, { [HERE]: 900 });
    expect(test.store.sync.outbox(10)).toEqual([]);
    expect(test.store.sync.requeueAfter(1, hash)).toBe(0);
    test.store.sync.setEpoch('new');
    expect(test.store.sync.outbox(10).map((group) => group.hash)).toEqual([hash]);
  });

  it('SYNC-32: keeps nothing staged, not even of a scope that was being fetched for the first time', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    await saveAndCover(test, feed, 'a');
    feed.put('customers', 'company', test.newId(), ['territory/new'], companyBody('staged'));
    stage(test.store, feed);
    test.store.sync.setEpoch('new');
    expect(test.store.sync.staging()).toEqual({ token: null, positions: {}, heads: null });
  });
});

describe('work of an earlier identity', () => {
  const become = (test: TestStore): void =>
    test.store.sync.takeIdentity({ device: test.newId(), deviceCode: 'NEW23' }, []);

  it('SYNC-32: goes to a restored server again, whatever that knows of the present one', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const first = await saveAndCover(test, feed, 'of the first');
    become(test);
    const second = await saveAndCover(test, feed, 'of the second');
    expect(test.store.sync.requeueAfter(2, second.hash)).toBe(1);
    expect(test.store.sync.outbox(10).map(({ hash }) => hash)).toEqual([first.hash]);
  });

  it('SYNC-30: is not forgotten for a backup that holds the chain of the present one', async () => {
    const test = open();
    const feed = createTestFeed();
    await saveAndCover(test, feed, 'of the first');
    become(test);
    for (const name of ['a', 'b', 'c']) await saveAndCover(test, feed, name);
    test.store.sync.setDurableThrough(3);
    expect(kept(test)).toEqual([
      { n: 1, state: 'covered' },
      { n: 4, state: 'covered' },
    ]);
  });
});

describe('what is kept', () => {
  it('SYNC-30: is always the newest group, the end of the chain, by backup and by lease', async () => {
    const test = open();
    const feed = createTestFeed();
    for (const name of ['a', 'b']) await saveAndCover(test, feed, name);
    test.store.sync.setDurableThrough(2);
    expect(kept(test)).toEqual([{ n: 2, state: 'covered' }]);
    test.store.sync.setDurableThrough(0, { now: START, length: 1 });
    test.store.sync.setDurableThrough(0, { now: START + 10, length: 1 });
    expect(kept(test)).toEqual([{ n: 2, state: 'covered' }]);
  });

  it('SYNC-30: begins its time anew when a restored server asked for it meanwhile', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const { id } = await saveAndCover(test, feed, 'a');
    await saveAndCover(test, feed, 'b');
    test.store.sync.setDurableThrough(0, { now: START, length: 10 });
    test.store.sync.setEpoch('new');
    expect(test.store.sync.requeueAfter(0)).toBe(2);
    const restored = createTestFeed();
    acknowledge(test.store, restored.put('customers', 'company', id, [HERE], companyBody('a')));
    await pull(test.store, restored);
    test.store.sync.setDurableThrough(0, { now: START + 8, length: 10 });
    test.store.sync.setDurableThrough(0, { now: START + 11, length: 10 });
    expect(kept(test)).toHaveLength(2);
  });
});
