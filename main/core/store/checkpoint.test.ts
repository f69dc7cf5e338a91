import { afterEach, describe, expect, it } from 'vitest';
import type { Pacing } from './index.ts';
import { createTestFeed, pull, stage } from './testing/testFeed.ts';
import {
  acknowledge,
  bodyOf,
  companyBody,
  createCompany,
  setLeaf,
  testStoreOpener,
  type TestStore,
} from './testing/testStore.ts';

const HERE = 'territory/here';
const THERE = 'territory/there';

const open = testStoreOpener(afterEach);

/** Makes the store one that has synced before: only then is a checkpoint atomic. */
const syncedBefore = async (test: TestStore): Promise<void> => {
  test.store.sync.beginCheckpoint('first', {}, []);
  await test.store.sync.applyCheckpoint({});
};
/** Every step is a slice of its own. */
const stepByStep: Pacing = {
  startSlice: () => () => true,
  rest: () => new Promise((resolve) => setImmediate(resolve)),
};

/** Calls again and again, a turn of the event loop between, until the promise is settled. */
const whileRunning = async (promise: Promise<unknown>, look: () => unknown): Promise<void> => {
  const state = { isSettled: false };
  const settled = promise.finally(() => {
    state.isSettled = true;
  });
  while (!state.isSettled) {
    look();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await settled;
};

describe('a checkpoint', () => {
  it('SYNC-122: what is staged becomes visible together, and only when it is applied', async () => {
    const test = open();
    await syncedBefore(test);
    const feed = createTestFeed();
    const [one, two] = [test.newId(), test.newId()];
    feed.put('customers', 'company', one, [HERE], companyBody('one'));
    feed.put('customers', 'company', two, [THERE], companyBody('two'));
    stage(test.store, feed);
    expect(bodyOf(test.store, one)).toBeUndefined();
    await test.store.sync.applyCheckpoint({});
    expect(bodyOf(test.store, one)).toEqual({ name: 'one', stage: 'active' });
    expect(bodyOf(test.store, two)).toEqual({ name: 'two', stage: 'active' });
    expect(test.store.sync.cursor()).toEqual({ [HERE]: 1, [THERE]: 1 });
    expect(test.store.sync.digests([HERE, THERE])).toEqual(feed.digests([HERE, THERE]));
  });

  it('SYNC-122: a reader sees the last checkpoint while the next is applied', async () => {
    const test = open({ pacing: stepByStep });
    const feed = createTestFeed();
    const ids = Array.from({ length: 20 }, () => test.newId());
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('old'));
    await pull(test.store, feed);
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('new'));
    stage(test.store, feed);
    const seen: string[] = [];
    const look = () =>
      seen.push(
        test.store.read
          .all<{ name: string }>('SELECT DISTINCT name FROM customers')
          .map((row) => row.name)
          .join(),
      );
    await whileRunning(test.store.sync.applyCheckpoint({}), look);
    look();
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.at(-1)).toBe('new');
    expect(new Set(seen.slice(0, -1))).toEqual(new Set(['old']));
  });

  it('SYNC-123: a page that comes twice changes nothing, and staging goes on after a restart', async () => {
    const test = open();
    await syncedBefore(test);
    const feed = createTestFeed();
    const ids = [test.newId(), test.newId()];
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody(id));
    test.store.sync.beginCheckpoint('t', feed.heads(), []);
    const [first, second] = feed.rows(HERE, 0, 2);
    test.store.sync.stagePage('t', HERE, [first!], 1);
    const store = await test.reopen();
    expect(store.sync.staging()).toEqual({ token: 't', positions: { [HERE]: 1 }, heads: { [HERE]: 2 } });
    store.sync.stagePage('t', HERE, [first!], 1);
    store.sync.stagePage('t', HERE, [second!], 2);
    await store.sync.applyCheckpoint({});
    expect(store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 2 });
    expect(store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
    expect(store.sync.staging()).toEqual({ token: null, positions: {}, heads: null });
  });

  it('SYNC-136: the very first sync shows records as they come', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('early'));
    stage(test.store, feed);
    expect(test.store.sync.firstSyncDone()).toBe(false);
    await expect.poll(() => bodyOf(test.store, id)).toEqual(companyBody('early'));
    expect(test.store.sync.cursor()).toEqual({});
    await test.store.sync.applyCheckpoint({});
    expect(test.store.sync.firstSyncDone()).toBe(true);
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });

  it('SYNC-112: a record stays with its last membership and goes with it', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE, THERE], companyBody('shared'));
    await pull(test.store, feed);
    feed.put('customers', 'company', id, [THERE], companyBody('moved'));
    await pull(test.store, feed);
    expect(bodyOf(test.store, id)).toEqual(companyBody('moved'));
    expect(test.store.sync.digests([HERE, THERE])).toEqual(feed.digests([HERE, THERE]));
    feed.put('customers', 'company', id, ['territory/far'], companyBody('gone'));
    await pull(test.store, feed, { scopes: [HERE, THERE] });
    expect(bodyOf(test.store, id)).toBeUndefined();
    expect(test.store.read.get('SELECT count(*) AS count FROM search_documents')).toEqual({ count: 0 });
  });

  it('a record that moves between scopes is never away, however the rows are read', async () => {
    const test = open();
    await syncedBefore(test);
    const feed = createTestFeed();
    const ids = Array.from({ length: 60 }, () => test.newId());
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('here'));
    await pull(test.store, feed);
    // The first has one row, all others two (out of here, into there): whatever even number is read at once, a record is cut in two.
    for (const [index, id] of ids.entries())
      feed.put('customers', 'company', id, index === 0 ? [HERE] : [THERE], companyBody('moved'));
    await pull(test.store, feed);
    expect(test.store.read.all('SELECT DISTINCT revision, body FROM customers')).toEqual([
      { revision: 2, body: JSON.stringify(companyBody('moved')) },
    ]);
  });

  it('keeps a tombstone and counts the living only', async () => {
    const test = open();
    const feed = createTestFeed();
    const [id, other] = [test.newId(), test.newId()];
    feed.put('customers', 'company', id, [HERE], companyBody('a'));
    feed.put('customers', 'company', other, [HERE], companyBody('b'));
    await pull(test.store, feed);
    feed.put('customers', 'company', id, [HERE], companyBody('a'), { deleted: true });
    await pull(test.store, feed);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({ deleted: true, version: 2 });
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
    expect(test.store.sync.digests([HERE])[HERE]?.['customers']?.count).toBe(1);
  });

  it('SYNC-134: a scope that is re-opened is fetched from zero, and what was not listed is swept', async () => {
    const test = open();
    const feed = createTestFeed();
    const [kept, lost] = [test.newId(), test.newId()];
    feed.put('customers', 'company', kept, [HERE], companyBody('kept'));
    feed.put('customers', 'company', lost, [HERE], companyBody('lost'));
    await pull(test.store, feed);
    const fresh = createTestFeed();
    fresh.put('customers', 'company', kept, [HERE], companyBody('kept'));
    await pull(test.store, fresh, { reopen: [HERE] });
    expect(bodyOf(test.store, kept)).toEqual(companyBody('kept'));
    expect(bodyOf(test.store, lost)).toBeUndefined();
    expect(test.store.sync.digests([HERE])).toEqual(fresh.digests([HERE]));
  });

  it('SYNC-183: the cursor does not go back when heads of an older snapshot come late', async () => {
    const test = open();
    const feed = createTestFeed();
    feed.put('customers', 'company', test.newId(), [HERE], companyBody('a'));
    feed.put('customers', 'company', test.newId(), [HERE], companyBody('b'));
    await pull(test.store, feed);
    test.store.sync.beginCheckpoint('late', { [HERE]: 1 }, []);
    await test.store.sync.applyCheckpoint({});
    expect(test.store.sync.cursor()).toEqual({ [HERE]: 2 });
  });
});

describe('pending work', () => {
  it('SYNC-127, SYNC-128: stays on top of a newer base, which is kept beside it', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('name', { industry: 'wood', region: 'north' }));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'steel', 'wood')] });
    feed.put('customers', 'company', id, [HERE], companyBody('name', { industry: 'wood', region: 'south' }));
    await pull(test.store, feed);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 2,
      pending: true,
      body: { industry: 'steel', region: 'south' },
    });
    const kept = test.store.read.get<{ image: string }>('SELECT image FROM base_records WHERE id = :id', { id });
    expect(JSON.parse(kept?.image ?? '')).toMatchObject({ version: 2, body: { industry: 'wood', region: 'south' } });
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });

  it('SYNC-126: is dropped when the cursor covers it, and not before', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'mine')] });
    feed.put('customers', 'company', test.newId(), [HERE], companyBody('another'));
    const before = feed.heads();
    const covers = feed.put('customers', 'company', id, [HERE], companyBody('mine'));
    acknowledge(test.store, covers);
    expect(test.store.sync.counts().pending).toBe(0);
    test.store.sync.beginCheckpoint('before', before, []);
    test.store.sync.stagePage('before', HERE, feed.rows(HERE, 0, 1), 1);
    await test.store.sync.applyCheckpoint({});
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({ pending: true, version: 0 });
    await pull(test.store, feed);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({ pending: false, version: 1 });
    expect(test.store.read.get('SELECT count(*) AS count FROM base_records')).toEqual({ count: 0 });
    expect(test.store.read.all('SELECT n, state FROM outbox')).toEqual([{ n: 1, state: 'covered' }]);
  });

  it('SYNC-126 SYNC-128: a scope that was withdrawn and not purged yet has not covered what its cursor does not reach', async () => {
    const test = open();
    const feed = createTestFeed();
    feed.put('customers', 'company', test.newId(), [HERE], companyBody('a'));
    feed.put('customers', 'company', test.newId(), [THERE], companyBody('b'));
    await pull(test.store, feed);
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'mine')] });
    acknowledge(test.store, { [HERE]: 9 });
    // The grant ended between the greeting and the heads.
    await pull(test.store, feed, { scopes: [THERE] });
    expect(test.store.read.all('SELECT state FROM outbox')).toEqual([{ state: 'acknowledged' }]);
    expect(bodyOf(test.store, id)).toMatchObject({ name: 'mine' });
    await test.store.sync.purgeScope(HERE);
    expect(test.store.read.all('SELECT state FROM outbox')).toEqual([{ state: 'covered' }]);
    expect(test.store.read.record({ collection: 'customers', id })).toBeNull();
  });

  it('SYNC-126: a group whose scopes are all gone is covered at once, and its record goes', async () => {
    const test = open();
    await syncedBefore(test);
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'for somebody else')] });
    acknowledge(test.store, {});
    expect(bodyOf(test.store, id)).toBeUndefined();
    expect(test.store.read.all('SELECT state FROM outbox')).toEqual([{ state: 'covered' }]);
  });

  it('SYNC-112, SYNC-181: keeps its record until it has been sent, though the last scope is gone', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('name'));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'steel')] });
    feed.put('customers', 'company', id, ['territory/far'], companyBody('name'));
    await pull(test.store, feed, { scopes: [HERE] });
    expect(bodyOf(test.store, id)).toEqual(companyBody('name', { industry: 'steel' }));
    expect(test.store.sync.digests([HERE])).toEqual({ [HERE]: {} });
    const [entry] = test.store.sync.outbox(1);
    test.store.sync.recordOutcomes([
      { hash: entry!.hash, outcome: 'parked', reason: 'scope_departed', facts: {}, covers: {} },
    ]);
    expect(bodyOf(test.store, id)).toBeUndefined();
    expect(test.store.sync.counts()).toMatchObject({ pending: 0, parked: 1 });
  });

  it('SYNC-3: a patch names the version and the newest of its own groups in the base', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    const created = await test.store.commit({ author: test.person, operations: [createCompany(id, 'mine')] });
    acknowledge(test.store, feed.put('customers', 'company', id, [HERE], companyBody('mine')));
    await pull(test.store, feed);
    test.store.sync.setEpoch('epoch one');
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'wood')] });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'region', 'north')] });
    const seen = test.store.sync.outbox(10).map(({ bytes }) => JSON.parse(bytes).operations[0].seen);
    expect(seen).toEqual([
      { epoch: 'epoch one', version: 1, group: created.hash },
      { epoch: 'epoch one', version: 1, group: created.hash },
    ]);
  });

  it('SYNC-43: parked work stays visible and held, through checkpoints and restarts', async () => {
    const test = open();
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('name'));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'steel')] });
    const [entry] = test.store.sync.outbox(1);
    test.store.sync.recordOutcomes([
      { hash: entry!.hash, outcome: 'parked', reason: 'permission_denied', facts: {}, covers: {} },
    ]);
    feed.put('customers', 'company', id, [HERE], companyBody('renamed'));
    await pull(test.store, feed);
    const store = await test.reopen();
    expect(store.read.record({ collection: 'customers', id })).toMatchObject({
      pending: true,
      held: { reason: 'permission_denied' },
      body: { name: 'renamed', industry: 'steel' },
    });
    expect(store.sync.counts()).toMatchObject({ pending: 0, parked: 1 });
    expect(store.sync.outbox(10)).toEqual([]);
  });
});

describe('a save during a checkpoint', () => {
  const prepared = async (count: number) => {
    const test = open({ pacing: stepByStep });
    const feed = createTestFeed();
    const ids = Array.from({ length: count }, () => test.newId());
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('old'));
    await pull(test.store, feed);
    for (const id of ids) feed.put('customers', 'company', id, [HERE], companyBody('new', { region: 'south' }));
    stage(test.store, feed);
    return { test, feed, ids };
  };
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };

  it('SYNC-129: goes first, three times; then the checkpoint is finished before it', async () => {
    const { test, feed, ids } = await prepared(40);
    const order: string[] = [];
    const applying = test.store.sync.applyCheckpoint({}).then(() => order.push('checkpoint'));
    for (const save of [1, 2, 3, 4]) {
      await turns(5);
      const id = ids[save]!;
      await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', `save ${save}`)] });
      order.push(`save ${save}`);
    }
    await applying;
    expect(order).toEqual(['save 1', 'save 2', 'save 3', 'checkpoint', 'save 4']);
    for (const save of [1, 2, 3, 4]) {
      expect(bodyOf(test.store, ids[save]!)).toEqual(companyBody('new', { region: 'south', industry: `save ${save}` }));
    }
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });

  it('SYNC-128: never flickers: whoever looks sees it from the moment it is saved', async () => {
    const { test, ids } = await prepared(40);
    const id = ids[30]!;
    const applying = test.store.sync.applyCheckpoint({});
    await turns(7);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'mine')] });
    const seen = new Set<unknown>();
    await whileRunning(applying, () => seen.add(bodyOf(test.store, id)?.['industry']));
    seen.add(bodyOf(test.store, id)?.['industry']);
    expect(seen).toEqual(new Set(['mine']));
  });

  it('drafts join it and survive its being sent back', async () => {
    const { test, ids } = await prepared(20);
    const applying = test.store.sync.applyCheckpoint({});
    await turns(4);
    test.store.putLocal('drafts', 'a', { text: 'typed meanwhile' });
    expect(test.store.getLocal('drafts', 'a')).toEqual({ text: 'typed meanwhile' });
    await test.store.commit({ author: test.person, operations: [setLeaf(ids[3]!, 'industry', 'x')] });
    expect(test.store.getLocal('drafts', 'a')).toEqual({ text: 'typed meanwhile' });
    await turns(2);
    test.store.putLocal('drafts', 'b', 1);
    await applying;
    const store = await test.reopen();
    expect(store.listLocal('drafts')).toEqual([
      { key: 'a', value: { text: 'typed meanwhile' } },
      { key: 'b', value: 1 },
    ]);
  });

  it('is cancelled by its signal and leaves nothing behind, and can be done again', async () => {
    const { test, feed, ids } = await prepared(20);
    const cancelling = new AbortController();
    const applying = test.store.sync.applyCheckpoint({ signal: cancelling.signal });
    await turns(4);
    cancelling.abort();
    await expect(applying).rejects.toMatchObject({ code: 'cancelled' });
    expect(bodyOf(test.store, ids[0]!)).toEqual(companyBody('old'));
    await test.store.sync.applyCheckpoint({});
    expect(bodyOf(test.store, ids[0]!)).toEqual(companyBody('new', { region: 'south' }));
    expect(test.store.sync.digests([HERE])).toEqual(feed.digests([HERE]));
  });
});
