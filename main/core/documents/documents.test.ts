import { afterEach, expect, it } from 'vitest';
import { createRecordStorage } from '../store/index.ts';
import { createTestFeed, pull, stage } from '../store/testing/testFeed.ts';
import { companyBody, createCompany, createTestStore, setLeaf, type TestStore } from '../store/testing/testStore.ts';
import { createDocuments, type Documents } from './documents.ts';

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

function open(): { test: TestStore; documents: Documents } {
  const test = createTestStore();
  const documents = createDocuments({ store: test.store, openStorage: async () => createRecordStorage(test.store) });
  opened.push(async () => {
    await documents.close();
    await test.remove();
  });
  return { test, documents };
}

it('shows one record, its changes, its deletion, and nothing for one that is not here', async () => {
  const { test, documents } = open();
  const id = test.newId();
  const stream = documents.observeOne({ collection: 'customers', id }, (record) => record);
  expect((await stream.next()).value).toBeNull();
  await test.store.commit({ author: test.person, operations: [createCompany(id, 'Pars')] });
  expect((await stream.next()).value).toEqual(test.store.read.record({ collection: 'customers', id }));
  await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'Parsian', 'Pars')] });
  expect((await stream.next()).value).toMatchObject({ body: { name: 'Parsian' }, pending: true, revision: 2 });
  await test.store.commit({
    author: test.person,
    operations: [{ act: 'delete', collection: 'customers', kind: 'company', id }],
  });
  expect((await stream.next()).value).toEqual(test.store.read.record({ collection: 'customers', id }));
  await stream.return?.();
});

it('shows what a checkpoint brings, and what a purge takes', async () => {
  const { test, documents } = open();
  const feed = createTestFeed();
  const ids = Array.from({ length: 3 }, () => test.newId());
  const parent = test.newId();
  feed.put('customers', 'company', parent, ['company'], companyBody('parent'));
  for (const id of ids)
    feed.put('contracts', 'serviceContract', id, ['territory/a'], { customerId: parent, endsOn: '2026-01-01' });
  await pull(test.store, feed);
  const one = documents.observeOne({ collection: 'contracts', id: ids[0] ?? '' }, (record) => record);
  const some = documents.observeSome(
    {
      collection: 'contracts',
      by: { path: 'body.customerId', value: parent },
      sort: [{ path: 'body.endsOn', descending: true }],
      limit: 100,
    },
    (records) => records,
  );
  expect((await one.next()).value).toMatchObject({ id: ids[0], version: 1 });
  expect((await some.next()).value?.map(({ id }) => id)).toEqual(ids.toReversed());
  feed.put('contracts', 'serviceContract', ids[0] ?? '', ['territory/a'], { customerId: parent, endsOn: '2026-02-01' });
  await pull(test.store, feed);
  expect((await one.next()).value).toMatchObject({ version: 2, body: { endsOn: '2026-02-01' } });
  expect((await some.next()).value?.map(({ id }) => id)).toEqual([ids[0], ids[2], ids[1]]);
  await test.store.sync.purgeScope('territory/a');
  expect((await one.next()).value).toBeNull();
  expect((await some.next()).value).toEqual([]);
  for (const id of ids)
    feed.put('contracts', 'serviceContract', id, ['territory/a'], { customerId: parent, endsOn: '2026-03-01' });
  await pull(test.store, feed);
  expect((await one.next()).value).toMatchObject({ version: 3 });
  expect((await some.next()).value).toHaveLength(3);
  void stage;
});
