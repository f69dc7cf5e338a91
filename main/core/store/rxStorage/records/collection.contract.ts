/** What anybody may expect of an RxDB collection, whatever tables stand behind it. Documents have the form of records. */
import type { RxCollection, RxDocument, RxError } from 'rxdb/plugins/core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { textOf } from '../../../../../shared/domain/bodyReads.ts';
import { companyBody } from '../../testing/testStore.ts';
import { EMPTY_RECORD, type RecordDocument } from './recordDocument.ts';

/** Machines that test are slow at times. */
const PATIENTLY = { timeout: 20_000 };

export interface OpenCollection {
  readonly collection: RxCollection<RecordDocument>;
  newId(): string;
  /** Closes and opens again. */
  reopen(): Promise<RxCollection<RecordDocument>>;
  close(): Promise<void>;
}

export function collectionContract(open: () => Promise<OpenCollection>): void {
  let opened: OpenCollection;
  let collection: RxCollection<RecordDocument>;
  beforeEach(async () => {
    opened = await open();
    ({ collection } = opened);
  });
  afterEach(() => opened.close());

  const draft = (name: string, id = opened.newId()): RecordDocument => ({
    id,
    ...EMPTY_RECORD,
    kind: 'company',
    body: companyBody(name),
  });
  const patch = (name: string): Partial<RecordDocument> => ({ body: companyBody(name) });
  const nameOf = (document: RxDocument<RecordDocument> | null | undefined): unknown => document?.body['name'] ?? null;
  const namesOf = (documents: readonly RxDocument<RecordDocument>[]): unknown[] => documents.map(nameOf);
  const named = (...names: string[]) => ({ selector: { 'body.name': { $in: names } }, sort: [{ id: 'asc' }] }) as never;
  const insert = async (...names: string[]): Promise<RecordDocument[]> => {
    const drafts = names.map((name) => draft(name));
    const { error } = await collection.bulkInsert(drafts);
    expect(error).toEqual([]);
    return drafts;
  };
  const codeOf = (call: Promise<unknown>): Promise<unknown> =>
    call.then(
      () => 'no failure',
      (error: unknown) => (error as RxError).code,
    );

  it('finds what was inserted, by id, by field, sorted and cut, and counts it', async () => {
    const [a, b, c] = await insert('a', 'b', 'c');
    expect(nameOf(await collection.findOne(b?.id ?? '').exec())).toBe('b');
    expect(namesOf(await collection.find(named('a', 'c')).exec())).toEqual(['a', 'c']);
    const sorted = { selector: {}, sort: [{ 'body.name': 'desc' }], skip: 1, limit: 1 } as never;
    expect(namesOf(await collection.find(sorted).exec())).toEqual(['b']);
    expect(await collection.count({ selector: { 'body.stage': 'active' } }).exec()).toBe(3);
    const some = await collection.findByIds([c?.id ?? '', a?.id ?? '', opened.newId()]).exec();
    expect([...some.keys()].toSorted()).toEqual([a?.id, c?.id]);
    expect(await collection.findOne(opened.newId()).exec()).toBeNull();
  });

  it('keeps it over a restart', async () => {
    await insert('a', 'b');
    collection = await opened.reopen();
    expect(namesOf(await collection.find(named('a', 'b')).exec())).toEqual(['a', 'b']);
  });

  it('of two inserts of one id the first wins, and says what is there', async () => {
    const [first] = await insert('first');
    expect(await codeOf(collection.insert(draft('second', first?.id)))).toBe('CONFLICT');
    const { error } = await collection.bulkInsert([draft('third', first?.id), draft('new')]);
    expect(error).toMatchObject([{ status: 409, documentInDb: { body: { name: 'first' } } }]);
    expect(namesOf(await collection.find(named('first', 'second', 'third', 'new')).exec())).toEqual(['first', 'new']);
  });

  it('of two plain patches on one state the first wins; incremental ones all do', async () => {
    const document = await collection.insert(draft('a'));
    await document.patch(patch('b'));
    expect(await codeOf(document.patch(patch('c')))).toBe('CONFLICT');
    const append = (letter: string) =>
      document.incrementalModify((data) => ({
        ...data,
        body: { ...data.body, name: `${textOf(data.body, 'name') ?? ''}${letter}` },
      }));
    await Promise.all(['1', '2', '3'].map(append));
    expect(nameOf(await collection.findOne(document.id).exec())).toBe('b123');
    expect(nameOf(document.getLatest())).toBe('b123');
  });

  it('removes, and finds it no more', async () => {
    const document = await collection.insert(draft('a'));
    expect((await document.remove()).deleted).toBe(true);
    expect(await collection.findOne(document.id).exec()).toBeNull();
    expect(namesOf(await collection.find(named('a')).exec())).toEqual([]);
    expect(await codeOf(document.getLatest().patch(patch('b')))).toBe('DOC11');
  });

  it('is live: documents, queries and counts follow every write', async () => {
    const seen: Record<'one' | 'found' | 'counted', unknown> = { one: undefined, found: undefined, counted: undefined };
    const id = opened.newId();
    const active = { selector: { 'body.stage': 'active' }, sort: [{ 'body.name': 'asc' }] } as never;
    const subscriptions = [
      collection.findOne(id).$.subscribe((document) => (seen.one = nameOf(document))),
      collection.find(active).$.subscribe((documents) => (seen.found = namesOf(documents))),
      collection.count({ selector: { 'body.stage': 'active' } }).$.subscribe((count) => (seen.counted = count)),
    ];
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: null, found: [], counted: 0 });
    const document = await collection.insert(draft('b', id));
    await insert('a');
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: 'b', found: ['a', 'b'], counted: 2 });
    const states: unknown[] = [];
    subscriptions.push(document.$.subscribe((state) => states.push(state.deleted ? 'deleted' : nameOf(state))));
    await document.incrementalPatch(patch('0'));
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: '0', found: ['0', 'a'], counted: 2 });
    await document.getLatest().remove();
    await expect.poll(() => seen, PATIENTLY).toEqual({ one: null, found: ['a'], counted: 1 });
    expect(states).toEqual(['b', '0', 'deleted']);
    for (const subscription of subscriptions) subscription.unsubscribe();
  });
}
