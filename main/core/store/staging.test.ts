import { afterEach, describe, expect, it } from 'vitest';
import type { FeedRow } from '../../../shared/sync/protocol.ts';
import { createRecordStore, salvageStore } from './index.ts';
import { createTestFeed, pull, stage } from './testing/testFeed.ts';
import { acknowledge, bodyOf, companyBody, serverImage, setLeaf, testStoreOpener } from './testing/testStore.ts';

/** Staged rows and what becomes of them, at the places where two checkpoints, two scopes or a first sync meet. */
const HERE = 'territory/here';
const THERE = 'territory/there';
const open = testStoreOpener(afterEach);
const put = (seq: number, id: string, version: number, scope: string, name: string): FeedRow => ({
  seq,
  type: 'put',
  record: { ...serverImage('customers', 'company', id, version, scope, companyBody(name)), shares: [] },
});

/** A device that has had its first sync. */
async function opened(scopes: readonly string[] = [HERE, THERE]) {
  const test = open();
  const feed = createTestFeed();
  const id = test.newId();
  feed.put('customers', 'company', id, scopes, companyBody('first'));
  await pull(test.store, feed);
  return { test, feed, id, sync: test.store.sync };
}

describe('staged rows', () => {
  it('SYNC-122: of a record that two scopes hold, the newest image counts', async () => {
    const { test, id, sync } = await opened();
    sync.beginCheckpoint('token', { [HERE]: 2, [THERE]: 3 }, []);
    sync.stagePage('token', HERE, [put(2, id, 2, HERE, 'older')], 2);
    sync.stagePage('token', THERE, [put(3, id, 3, HERE, 'newer')], 3);
    await sync.applyCheckpoint({});
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 3,
      body: { name: 'newer' },
    });
  });

  it('SYNC-123: an earlier page that comes again takes back neither a row nor the position', async () => {
    const { test, id, sync } = await opened([HERE]);
    sync.beginCheckpoint('token', { [HERE]: 9 }, []);
    const early = [put(2, id, 2, HERE, 'early')];
    sync.stagePage('token', HERE, early, 2);
    sync.stagePage('token', HERE, [put(9, id, 3, HERE, 'late')], 9);
    sync.stagePage('token', HERE, early, 2);
    expect(sync.staging().positions).toEqual({ [HERE]: 9 });
    await sync.applyCheckpoint({});
    expect(bodyOf(test.store, id)).toEqual(companyBody('late'));
  });

  it('SYNC-134: a scope that is re-opened while some of it is staged is fetched from zero', async () => {
    const { test, feed, id, sync } = await opened([HERE]);
    const swept = test.newId();
    feed.put('customers', 'company', swept, [HERE], companyBody('swept'));
    await pull(test.store, feed);
    sync.beginCheckpoint('one', { [HERE]: 4 }, []);
    sync.stagePage('one', HERE, [put(3, swept, 2, HERE, 'staged before')], 3);
    sync.beginCheckpoint('two', { [HERE]: 5 }, [HERE]);
    expect(sync.staging().positions).toEqual({ [HERE]: 0 });
    sync.stagePage('two', HERE, [put(5, id, 2, HERE, 'all there is')], 5);
    await sync.applyCheckpoint({});
    expect(bodyOf(test.store, id)).toEqual(companyBody('all there is'));
    expect(bodyOf(test.store, swept)).toBeUndefined();
  });

  it('SYNC-124: what is staged of a scope that the next heads do not name is gone', async () => {
    const { test, sync } = await opened();
    const other = test.newId();
    sync.beginCheckpoint('one', { [HERE]: 2, [THERE]: 2 }, []);
    sync.stagePage('one', THERE, [put(2, other, 1, THERE, 'not for us')], 2);
    sync.beginCheckpoint('two', { [HERE]: 2 }, []);
    expect(sync.staging().positions).toEqual({ [HERE]: 1 });
    await sync.applyCheckpoint({});
    expect(bodyOf(test.store, other)).toBeUndefined();
  });
});

describe('a first sync', () => {
  it('SYNC-132 SYNC-136: takes away what it showed of a scope that was withdrawn before its end', async () => {
    const test = open();
    const feed = createTestFeed();
    const [kept, gone] = [test.newId(), test.newId()];
    feed.put('customers', 'company', kept, [HERE], companyBody('kept'));
    feed.put('customers', 'company', gone, [THERE], companyBody('gone'));
    stage(test.store, feed);
    expect(bodyOf(test.store, gone)).toEqual(companyBody('gone'));
    await pull(test.store, feed, { scopes: [HERE] });
    expect(bodyOf(test.store, gone)).toBeUndefined();
    expect(bodyOf(test.store, kept)).toEqual(companyBody('kept'));
    expect(test.store.sync.digests([HERE, THERE])).toEqual({ ...feed.digests([HERE]), [THERE]: {} });
  });

  it('SYNC-181 SYNC-128: of a salvaged store puts unsent changes on the records that come, which were not here', async () => {
    const { test, feed, id } = await opened([HERE]);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'tools')] });
    await test.store.close();
    const salvaged = salvageStore(test.directory, test.options.key);
    const directory = `${test.directory}-anew`;
    const store = createRecordStore({ ...test.options, directory, salvaged });
    expect(store.sync.counts().pending).toBe(1);
    stage(store, feed);
    expect(store.read.record({ collection: 'customers', id })).toMatchObject({
      pending: true,
      body: { name: 'first', industry: 'tools' },
    });
    await store.close();
    await test.reopen();
  });
});

describe('a group that is done with', () => {
  it('SYNC-126 SYNC-45: without an effect (it was discarded) leaves the record as head office has it', async () => {
    const { test, id, sync } = await opened([HERE]);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'tools')] });
    acknowledge(test.store, {});
    expect(sync.counts()).toMatchObject({ pending: 0, parked: 0 });
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({ pending: false });
    expect(bodyOf(test.store, id)).toEqual(companyBody('first'));
  });

  it('SYNC-32: and that a restored server asks for again does not go over what others made of it since', async () => {
    const { test, feed, id, sync } = await opened([HERE]);
    sync.setEpoch('old');
    const { hash } = await test.store.commit({
      author: test.person,
      operations: [setLeaf(id, 'name', 'mine', 'first')],
    });
    acknowledge(test.store, feed.put('customers', 'company', id, [HERE], companyBody('mine')));
    await pull(test.store, feed);
    feed.put('customers', 'company', id, [HERE], companyBody('theirs, later'));
    await pull(test.store, feed);
    expect(sync.requeueAfter(0)).toBe(1);
    sync.recordOutcomes([{ hash, outcome: 'waiting', for: null }]);
    expect(bodyOf(test.store, id)).toEqual(companyBody('theirs, later'));
  });
});
