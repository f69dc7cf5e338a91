/** RxDB's own calls on record tables: what becomes of its writes, what it hears, what it may not do. Long, for each is played beside sync. */
import {
  createRxDatabase,
  type MangoQuerySelector,
  type RxCollection,
  type RxDatabase,
  type RxDocument,
  type RxError,
} from 'rxdb/plugins/core';
import type { Observable } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectionOf } from '../../../../../shared/domain/catalogue.ts';
import type { RecordOperation } from '../../../../../shared/sync/operation.ts';
import { recordSchema } from '../../../documents/recordSchema.ts';
import { getRxStorageEncryptedSqlite } from '../../index.ts';
import { createRandomChanges } from '../../testing/randomChanges.ts';
import { createTestFeed, pull, type TestFeed } from '../../testing/testFeed.ts';
import { companyBody, createCompany, createTestStore, setLeaf, type TestStore } from '../../testing/testStore.ts';
import { bodyOf, EMPTY_RECORD, type RecordDocument } from './recordDocument.ts';

/** Machines that test are slow at times. */
const PATIENTLY = { timeout: 20_000 };

/** Opened as anybody may open it: the public storage on the folder of an open record store, RxDB's own defaults. */
let test: TestStore;
let feed: TestFeed;
let database: RxDatabase;
let customers: RxCollection<RecordDocument>;

/** Runs between a commit and the word of it. */
let sealing: () => Promise<void>;

beforeEach(async () => {
  sealing = async () => {};
  test = createTestStore({ sealedCopy: { append: () => sealing() } });
  feed = createTestFeed();
  const { directory, key } = test.options;
  database = await createRxDatabase({ name: 'peyvand', storage: getRxStorageEncryptedSqlite({ directory, key }) });
  const definition = collectionOf('customers');
  if (!definition) throw new Error('no customers');
  const added = await database.addCollections({ customers: { schema: recordSchema(definition) } });
  customers = added.customers as RxCollection<RecordDocument>;
});
afterEach(async () => {
  await database.close();
  await test.remove();
});

/** What a caller gives; the road gives the rest. */
const draft = (id: string, name: string): RecordDocument => ({
  id,
  ...EMPTY_RECORD,
  kind: 'company',
  body: companyBody(name),
});

const outbox = (): RecordOperation[][] =>
  test.store.sync.outbox(100).map(({ bytes }) => (JSON.parse(bytes) as { operations: RecordOperation[] }).operations);
const nameOf = (document: RxDocument<RecordDocument> | null | undefined): unknown => document?.body['name'];
const patchOf = (name: string): Partial<RecordDocument> => ({ body: companyBody(name) });
const failureOf = async (call: Promise<unknown>): Promise<RxError> =>
  call.then(
    () => Promise.reject(new Error('expected a failure')),
    (error: unknown) => error as RxError,
  );

describe('writes through RxDB', () => {
  it('become groups of the outbox: create, patch, delete', async () => {
    const id = test.newId();
    const inserted = await customers.insert(draft(id, 'Pars'));
    expect(inserted.toJSON()).toMatchObject({ createdBy: test.person, pending: true, version: 0 });
    expect(nameOf(await inserted.incrementalPatch(patchOf('Parsian')))).toBe('Parsian');
    const patched = await customers.findOne(id).exec(true);
    await patched.remove();
    expect(outbox()).toEqual([
      [expect.objectContaining({ act: 'create', id, body: companyBody('Pars') })],
      [
        expect.objectContaining({
          act: 'patch',
          id,
          changes: [{ do: 'set', path: 'name', value: 'Parsian', seen: 'Pars' }],
        }),
      ],
      [expect.objectContaining({ act: 'delete', id })],
    ]);
    expect(test.store.read.record({ collection: 'customers', id })).toMatchObject({
      deleted: true,
      updatedBy: test.person,
    });
    expect(await customers.findOne(id).exec()).toBeNull();
    expect(test.store.read.all('SELECT 1 FROM search_documents')).toEqual([]);
  });

  it('hand back what the road made of them, so that the next write is not stale', async () => {
    const id = test.newId();
    const inserted = await customers.insert(draft(id, 'Pars'));
    expect(inserted.updatedAt).toBe(new Date(test.clock.now()).toISOString());
    expect(inserted.revision).toBe('1-record');
    const patched = await inserted.patch(patchOf('Parsian'));
    expect(patched.revision).toBe('2-record');
    expect(nameOf(patched.getLatest())).toBe('Parsian');
  });

  it('of one bulk are one group; stale ones come back as conflicts, the rest is written', async () => {
    const [first, second, third] = [test.newId(), test.newId(), test.newId()];
    await customers.insert(draft(first, 'held'));
    const { error, success } = await customers.bulkInsert([
      draft(first, 'again'),
      draft(second, 'b'),
      draft(third, 'c'),
    ]);
    expect(error).toMatchObject([{ status: 409, documentId: first, documentInDb: { body: { name: 'held' } } }]);
    expect(success.map(({ id }) => id)).toEqual([second, third]);
    expect(outbox().map((operations) => operations.map(({ id }) => id))).toEqual([[first], [second, third]]);
  });

  it('on what has changed since are conflicts; incremental ones are made anew on what is there', async () => {
    const id = test.newId();
    const old = await customers.insert(draft(id, 'Pars'));
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'stage', 'lead', 'active')] });
    expect(await failureOf(old.patch(patchOf('Parsian')))).toMatchObject({ code: 'CONFLICT' });
    const renamed = await old.incrementalModify((data) => ({ ...data, body: { ...data.body, name: 'Parsian' } }));
    expect(renamed.body).toMatchObject({ name: 'Parsian', stage: 'lead' });
  });

  it.each([
    [
      'a body that the kind refuses',
      (id: string) => customers.insert({ ...draft(id, 'x'), body: { name: '' } }),
      'invalid_input',
    ],
    [
      'a kind that nobody knows',
      (id: string) => customers.insert({ ...draft(id, 'x'), kind: 'planet' }),
      'invalid_input',
    ],
    [
      'an envelope, which is the server\u2019s',
      async (id: string) => (await customers.insert(draft(id, 'x'))).patch({ homeScope: 'company' }),
      'invalid_input',
    ],
  ])('refuse %s, and write nothing of it', async (_what, write, code) => {
    const id = test.newId();
    expect(await failureOf(write(id))).toMatchObject({ code });
    expect(
      outbox()
        .flat()
        .filter(({ act }) => act !== 'create'),
    ).toEqual([]);
    expect(test.store.read.record({ collection: 'customers', id })?.homeScope ?? null).toBeNull();
  });

  it('raise nothing that is deleted', async () => {
    const id = test.newId();
    await (await customers.insert(draft(id, 'Pars'))).remove();
    expect(await failureOf(customers.insert(draft(id, 'again')))).toMatchObject({ code: 'invalid_input' });
    expect(test.store.read.record({ collection: 'customers', id })?.deleted).toBe(true);
  });
});

describe('what RxDB remembers', () => {
  it('follows the store: queries, counts, single documents, whatever writes', async () => {
    const id = test.newId();
    const seen: Record<'one' | 'found' | 'counted', unknown> = { one: undefined, found: undefined, counted: undefined };
    customers.findOne(id).$.subscribe((document) => (seen.one = nameOf(document)));
    customers
      .find({ selector: { 'body.stage': 'active' } })
      .$.subscribe((documents) => (seen.found = documents.map(nameOf)));
    customers.count({ selector: { 'body.stage': 'active' } }).$.subscribe((count) => (seen.counted = count));
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: undefined, found: [], counted: 0 });
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'a')] });
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: 'a', found: ['a'], counted: 1 });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'b', 'a')] });
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: 'b', found: ['b'], counted: 1 });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'stage', 'lead', 'active')] });
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: 'b', found: [], counted: 0 });
    await test.store.commit({
      author: test.person,
      operations: [{ act: 'delete', collection: 'customers', kind: 'company', id }],
    });
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: undefined, found: [], counted: 0 });
  });

  it('is told of a change also when a query has met it before the store spoke of it', async () => {
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'a')] });
    const document = await customers.findOne(id).exec(true);
    sealing = async () => {
      const found = await customers.find({ selector: { 'body.stage': 'active' } }).exec();
      expect(found.map(nameOf)).toEqual(['b']);
    };
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'b', 'a')] });
    expect(nameOf(document.getLatest())).toBe('b');
    expect(nameOf(await customers.findOne(id).exec())).toBe('b');
  });

  it('knows a record that left and came again as the newer one', async () => {
    const id = test.newId();
    const states: unknown[] = [];
    for (const name of ['a', 'b', 'c']) feed.put('customers', 'company', id, ['territory/t'], companyBody(name));
    await pull(test.store, feed);
    feed.put('customers', 'company', id, ['territory/t'], companyBody('d'));
    await pull(test.store, feed);
    customers.findOne(id).$.subscribe((document) => states.push(nameOf(document)));
    const document = await customers.findOne(id).exec(true);
    await test.store.sync.purgeScope('territory/t');
    await expect.poll(() => states, PATIENTLY).toEqual(['d', undefined]);
    expect(document.getLatest().deleted).toBe(true);
    expect(bodyOf(document.getLatest())).toEqual({});
    await pull(test.store, feed);
    await expect.poll(() => states, PATIENTLY).toEqual(['d', undefined, 'd']);
    expect(nameOf(document.getLatest())).toBe('d');
  });

  it('hears that a record is held, and that it is held no more', async () => {
    const id = test.newId();
    const { hash } = await test.store.commit({ author: test.person, operations: [createCompany(id, 'a')] });
    const document = await customers.findOne(id).exec(true);
    const heldNow = () => document.getLatest().held;
    expect(heldNow()).toBeNull();
    test.store.sync.recordOutcomes([{ hash, outcome: 'parked', reason: 'invalid', covers: {} } as never]);
    await expect.poll(heldNow, PATIENTLY).toEqual({ reason: 'invalid' });
    test.store.sync.recordOutcomes([{ hash, outcome: 'applied', covers: { company: 9 } } as never]);
    await expect.poll(heldNow, PATIENTLY).toBeNull();
    test.store.sync.recordOutcomes([{ hash, outcome: 'parked', reason: 'invalid', covers: {} } as never]);
    await expect.poll(heldNow, PATIENTLY).toEqual({ reason: 'invalid' });
    test.store.sync.requeueAfter(0);
    await expect.poll(heldNow, PATIENTLY).toBeNull();
  });
});

it.each([1, 2, 3])(
  'RxDB holds in the end what is there, whatever happened in whatever order (seed %i)',
  async (seed) => {
    const definition = collectionOf('contracts');
    if (!definition) throw new Error('no contracts');
    const added = await database.addCollections({ contracts: { schema: recordSchema(definition) } });
    const contracts = added.contracts as RxCollection<RecordDocument>;
    const { ids, parents, pick, step } = createRandomChanges(test, seed);
    const watched: { readonly now: () => unknown; readonly truth: () => unknown; stop(): void }[] = [];
    const watch = <Value>(values: Observable<Value>, show: (value: Value) => unknown, truth: () => unknown): void => {
      let last: unknown;
      const subscription = values.subscribe((value) => (last = show(value)));
      watched.push({ now: () => last, truth, stop: () => subscription.unsubscribe() });
    };
    const idsOf = (parent: string): string[] =>
      test.store.read
        .all<{ id: string }>('SELECT id FROM contracts WHERE deleted = 0 AND customer_id = :parent ORDER BY id', {
          parent,
        })
        .map(({ id }) => id);
    const heightOf = (document: RxDocument<RecordDocument> | null) =>
      document && Number.parseInt(document.revision, 10);
    for (let count = 0; count < 150; count += 1) {
      const id = ids[pick(ids.length)] ?? '';
      const parent = parents[pick(parents.length)] ?? '';
      const height = () => {
        const record = test.store.read.record({ collection: 'contracts', id });
        return record?.deleted === false ? record.revision : null;
      };
      const selector: MangoQuerySelector<RecordDocument> = { 'body.customerId': parent };
      const kind = pick(10);
      if (kind === 0) watch(contracts.findOne(id).$, heightOf, height);
      if (kind === 1)
        watch(
          contracts.find({ selector, sort: [{ id: 'asc' }] }).$,
          (documents) => documents.map((document) => document.id),
          () => idsOf(parent),
        );
      if (kind === 2) watch(contracts.count({ selector }).$, Number, () => idsOf(parent).length);
      if (kind === 3) {
        const document = await contracts.findOne(id).exec();
        if (document) watch(document.$, (state) => (state.deleted ? null : heightOf(state)), height);
      }
      if (pick(5) === 0) watched.splice(pick(watched.length + 1), 1)[0]?.stop();
      await step();
    }
    expect(watched.length).toBeGreaterThan(3);
    await expect.poll(() => watched.map(({ now }) => now()), PATIENTLY).toEqual(watched.map(({ truth }) => truth()));
  },
);

describe('what is sync\u2019s', () => {
  it('is left to it: replication, cleaning up, removing; attachments are not there yet', async () => {
    const instance = customers.storageInstance.originalStorageInstance;
    await expect(instance.getChangedDocumentsSince?.(1)).rejects.toMatchObject({
      facts: { reason: 'replicated_by_sync' },
    });
    expect(await instance.cleanup(0)).toBe(true);
    await expect(instance.getAttachmentData('a', 'b', 'c')).rejects.toMatchObject({ facts: { reason: 'attachments' } });
    await expect(customers.remove()).rejects.toMatchObject({ code: 'permission_denied' });
  });

  it('no attachment is written', async () => {
    const instance = customers.storageInstance.originalStorageInstance;
    const _attachments = { picture: { length: 1, type: 'image/png', digest: 'd', data: new Blob(['x']) } };
    const document = { ...draft(test.newId(), 'x'), _attachments, _deleted: false, _rev: '1-a', _meta: { lwt: 1 } };
    await expect(instance.bulkWrite([{ document }], 'test')).rejects.toMatchObject({
      facts: { reason: 'attachments' },
    });
    expect(outbox()).toEqual([]);
  });

  it('is closed with the instance, which may be told twice', async () => {
    const instance = customers.storageInstance.originalStorageInstance;
    await instance.close();
    await instance.close();
    await expect(instance.findDocumentsById(['x'], false)).rejects.toMatchObject({ code: 'locked' });
  });
});
