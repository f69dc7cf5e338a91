import { afterEach, describe, expect, it } from 'vitest';
import type { OperationGroup } from '../../../shared/sync/operation.ts';
import type { HeadVector } from '../../../shared/sync/protocol.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { acknowledge, companyBody, createCompany, setLeaf, START, testStoreOpener } from './testing/testStore.ts';

const HERE = 'territory/here';

const open = testStoreOpener(afterEach);

describe('a restored server', () => {
  it('SYNC-32: gets again what it lacks, and nothing of it leaves the screen meanwhile', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const [early, late] = [test.newId(), test.newId()];
    await test.store.commit({ author: test.person, operations: [createCompany(early, 'early')] });
    await test.store.commit({ author: test.person, operations: [createCompany(late, 'late')] });
    const covers = {
      ...feed.put('customers', 'company', early, [HERE], companyBody('early')),
      ...feed.put('customers', 'company', late, [HERE], companyBody('late')),
    };
    acknowledge(test.store, covers);
    await pull(test.store, feed);

    const restored = createTestFeed();
    restored.put('customers', 'company', early, [HERE], companyBody('early'));
    test.store.sync.setEpoch('new');
    expect(test.store.sync.requeueAfter(1)).toBe(1);
    expect(test.store.sync.cursor()).toEqual({ [HERE]: 0 });
    expect(test.store.sync.outbox(10).map(({ n }) => n)).toEqual([2]);
    expect(test.store.read.record({ collection: 'customers', id: late })).toMatchObject({
      pending: true,
      body: { name: 'late' },
    });
    await pull(test.store, restored);
    expect(test.store.read.record({ collection: 'customers', id: late })).toMatchObject({
      pending: true,
      body: { name: 'late' },
    });
    acknowledge(test.store, restored.put('customers', 'company', late, [HERE], companyBody('late')));
    await pull(test.store, restored);
    expect(test.store.read.record({ collection: 'customers', id: late })).toMatchObject({
      pending: false,
      version: 1,
      body: { name: 'late' },
    });
    expect(test.store.sync.digests([HERE])).toEqual(restored.digests([HERE]));
  });

  it('SYNC-32: has its older content under the work that it lost', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('name'));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'steel')] });
    acknowledge(test.store, feed.put('customers', 'company', id, [HERE], companyBody('name', { industry: 'steel' })));
    await pull(test.store, feed);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({ version: 2, pending: false });

    const restored = createTestFeed();
    restored.put('customers', 'company', id, [HERE], companyBody('name', { region: 'north' }));
    test.store.sync.setEpoch('new');
    test.store.sync.requeueAfter(0);
    expect(test.store.read.get('SELECT version FROM base_records')).toEqual({ version: 2 });
    await pull(test.store, restored);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 1,
      pending: true,
      body: companyBody('name', { region: 'north', industry: 'steel' }),
    });
    expect(test.store.sync.digests([HERE])).toEqual(restored.digests([HERE]));
  });

  it('SYNC-32: gets everything again when its last group of this device is of another branch of the chain', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'a')] });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'b')] });
    acknowledge(test.store, feed.put('customers', 'company', id, [HERE], companyBody('a', { industry: 'b' })));
    await pull(test.store, feed);
    const last = test.store.sync.lastGroup();
    expect(test.store.sync.requeueAfter(2, last?.hash)).toBe(0);
    expect(test.store.sync.requeueAfter(2, 'f'.repeat(64))).toBe(2);
    expect(test.store.sync.outbox(10).map(({ n }) => n)).toEqual([1, 2]);
  });

  it('SYNC-3: what is saved on bases of the earlier epoch says so until those of the new one are there', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const id = test.newId();
    feed.put('customers', 'company', id, [HERE], companyBody('a'));
    feed.put('customers', 'company', id, [HERE], companyBody('b'));
    await pull(test.store, feed);
    const seenOf = async (value: string, seen?: string) => {
      await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', value, seen)] });
      const group = JSON.parse(test.store.sync.outbox(10).at(-1)?.bytes ?? '{}') as OperationGroup;
      return group.operations.map((operation) => (operation.act === 'create' ? null : operation.seen));
    };
    test.store.sync.setEpoch('new');
    expect(await seenOf('x')).toMatchObject([{ epoch: 'old', version: 2 }]);
    test.store.sync.setEpoch('newer');
    expect(await seenOf('y', 'x')).toMatchObject([{ epoch: 'old', version: 2 }]);
    const restored = createTestFeed();
    restored.put('customers', 'company', id, [HERE], companyBody('a'));
    await pull(test.store, restored);
    expect(await seenOf('z', 'y')).toMatchObject([{ epoch: 'newer', version: 1 }]);
  });

  it('SYNC-184: a record that it knows no more, and that is made again, is taken though its count is lower', async () => {
    const test = open();
    test.store.sync.setEpoch('old');
    const feed = createTestFeed();
    const [id, other] = [test.newId(), test.newId()];
    for (const name of ['a', 'b', 'c']) feed.put('customers', 'company', id, [HERE], companyBody(name));
    await pull(test.store, feed);
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'industry', 'x')] });

    const restored = createTestFeed();
    restored.put('customers', 'company', other, [HERE], companyBody('other'));
    test.store.sync.setEpoch('new');
    await pull(test.store, restored);
    // Its author still sees it, and knows no state of it in this epoch.
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 0,
      body: companyBody('c', { industry: 'x' }),
    });
    restored.put('customers', 'company', id, [HERE], companyBody('again'));
    await pull(test.store, restored);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      version: 1,
      body: companyBody('again', { industry: 'x' }),
    });
    expect(test.store.sync.digests([HERE])).toEqual(restored.digests([HERE]));
  });

  it('SYNC-30: groups are kept until they are in a verified backup', async () => {
    const test = open();
    const feed = createTestFeed();
    const ids = [test.newId(), test.newId(), test.newId()];
    for (const id of ids) await test.store.commit({ author: test.person, operations: [createCompany(id, id)] });
    const covers: HeadVector = {};
    for (const id of ids) Object.assign(covers, feed.put('customers', 'company', id, [HERE], companyBody(id)));
    acknowledge(test.store, covers);
    test.store.sync.setDurableThrough(2);
    expect(test.store.read.get('SELECT count(*) AS count FROM outbox')).toEqual({ count: 3 });
    await pull(test.store, feed);
    test.store.sync.setDurableThrough(2);
    expect(test.store.read.all('SELECT n FROM outbox')).toEqual([{ n: 3 }]);
    expect(test.store.sync.lastGroup()?.n).toBe(3);
  });

  it('SYNC-30: without such a backup they are kept as long as a lease, counted from when they were covered, and asked for again meanwhile', async () => {
    const test = open();
    const feed = createTestFeed();
    const ids = [test.newId(), test.newId(), test.newId()];
    const save = (id: string) => test.store.commit({ author: test.person, operations: [createCompany(id, id)] });
    const [first, second, third] = ids as [string, string, string];
    const day = 86_400_000;
    const at = (days: number) => ({ now: START + days * day, length: 30 * day });
    const kept = () => test.store.read.all<{ n: number }>('SELECT n FROM outbox ORDER BY n').map(({ n }) => n);
    await save(first);
    acknowledge(test.store, feed.put('customers', 'company', first, [HERE], companyBody(first)));
    await pull(test.store, feed);
    test.store.sync.setDurableThrough(0, at(0));
    await save(second);
    acknowledge(test.store, feed.put('customers', 'company', second, [HERE], companyBody(second)));
    // It was not covered in all that time: what counts is when that was seen.
    test.store.sync.setDurableThrough(0, at(29));
    await pull(test.store, feed);
    await save(third);
    test.store.sync.setDurableThrough(0, at(30));
    expect(kept()).toEqual([1, 2, 3]);
    // A server of an older life asks for it again: then it is work like any other, and its time begins anew.
    test.store.sync.setEpoch('new');
    expect(test.store.sync.requeueAfter(1)).toBe(1);
    test.store.sync.setDurableThrough(0, at(31));
    expect(kept()).toEqual([2, 3]);
    await test.reopen();
    test.store.sync.setDurableThrough(0, at(400));
    expect(kept()).toEqual([2, 3]);
    expect(test.store.sync.outbox(10).map(({ n }) => n)).toEqual([2, 3]);
  });
});
