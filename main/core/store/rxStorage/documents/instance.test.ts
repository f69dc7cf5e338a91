/** What RxDB asks of a storage instance, over tables of documents: its interface from top to bottom, in one place although it is long. */
import { afterAll, describe, expect, it } from 'vitest';
import { now, type EventBulk, type RxStorageChangeEvent } from 'rxdb/plugins/core';
import {
  createTestStorage,
  dataOf,
  nextOf,
  openTestInstance,
  queryIds,
  schemaWith,
  write,
  type AnyData,
  type AnyInstance,
} from '../testing/testStorage.ts';

const test = createTestStorage();
afterAll(() => test.remove());

const open = (schema = schemaWith(['number'])): Promise<AnyInstance> => test.openNew(schema);

type Heard = EventBulk<RxStorageChangeEvent<AnyData>, { id: string; lwt: number }>;
function listen(instance: AnyInstance): Heard[] {
  const heard: Heard[] = [];
  instance.changeStream().subscribe((bulk) => heard.push(bulk as never));
  return heard;
}

describe('bulkWrite', () => {
  it('writes, finds again exactly, and tells once before it resolves', async () => {
    const instance = await open();
    const heard = listen(instance);
    const document = dataOf({ id: 'a', number: 1, nested: { list: [1, { x: null }], text: 'پیوند' } });
    expect(await write(instance, { document })).toEqual({ error: [] });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ context: 'test', checkpoint: { id: 'a', lwt: document._meta.lwt } });
    expect(heard[0]?.events).toEqual([
      { documentId: 'a', operation: 'INSERT', documentData: document, previousDocumentData: undefined },
    ]);
    expect(await instance.findDocumentsById(['a', 'b'], false)).toEqual([document]);
    await instance.close();
  });

  it('answers a conflict with the document as it is, and nothing is written or told', async () => {
    const instance = await open();
    const first = dataOf({ id: 'a', number: 1, text: '\uE000😀' }, { _rev: '1-\uE000😀' });
    await write(instance, { document: first });
    const heard = listen(instance);
    const second = dataOf({ id: 'a', number: 2 });
    const { error } = await write(instance, { document: second });
    expect(error).toEqual([
      {
        isError: true,
        status: 409,
        documentId: 'a',
        writeRow: { document: second },
        documentInDb: first,
        context: 'test',
      },
    ]);
    const stale = nextOf(dataOf({ id: 'a' }, { _rev: '1-other' }));
    expect(
      (await write(instance, { previous: dataOf({ id: 'a' }, { _rev: '1-other' }), document: stale })).error,
    ).toMatchObject([{ status: 409, documentInDb: first }]);
    expect(heard).toEqual([]);
    expect(await instance.findDocumentsById(['a'], true)).toEqual([first]);
    await instance.close();
  });

  it('writes what it can of a bulk', async () => {
    const instance = await open();
    const held = dataOf({ id: 'b' });
    await write(instance, { document: held });
    const heard = listen(instance);
    const { error } = await write(
      instance,
      { document: dataOf({ id: 'a' }) },
      { document: dataOf({ id: 'b' }) },
      { document: dataOf({ id: 'c' }) },
    );
    expect(error.map(({ documentId }) => documentId)).toEqual(['b']);
    expect(heard.flatMap(({ events }) => events.map(({ documentId }) => documentId))).toEqual(['a', 'c']);
    expect(await queryIds(instance, { selector: {}, sort: [{ id: 'asc' }] })).toEqual(['a', 'b', 'c']);
    await instance.close();
  });

  it('lets the first of two parallel inserts win, and the first of two in one bulk', async () => {
    const instance = await open();
    const [first, second] = await Promise.all([
      write(instance, { document: dataOf({ id: 'a', number: 1 }) }),
      write(instance, { document: dataOf({ id: 'a', number: 2 }) }),
    ]);
    expect([first.error.length, second.error.length]).toEqual([0, 1]);
    const heard = listen(instance);
    const { error } = await write(
      instance,
      { document: dataOf({ id: 'b', number: 1 }) },
      { document: dataOf({ id: 'b', number: 2 }) },
    );
    expect(error).toMatchObject([
      { status: 409, documentId: 'b', documentInDb: { number: 1 }, writeRow: { document: { number: 2 } } },
    ]);
    expect(heard.map(({ events }) => events.length)).toEqual([1]);
    expect(await instance.findDocumentsById(['a', 'b'], false)).toMatchObject([{ number: 1 }, { number: 1 }]);
    await instance.close();
  });

  it('follows a document through update, delete and insert again', async () => {
    const instance = await open();
    const heard = listen(instance);
    const inserted = dataOf({ id: 'a', number: 1 });
    const updated = nextOf(inserted, { number: 2 });
    const deleted = nextOf(updated, { _deleted: true });
    const undeleted = nextOf(deleted, { _deleted: false });
    await write(instance, { document: inserted });
    await write(instance, { previous: inserted, document: updated });
    await write(instance, { previous: updated, document: deleted });
    expect(await instance.findDocumentsById(['a'], false)).toEqual([]);
    expect(await instance.findDocumentsById(['a'], true)).toEqual([deleted]);
    expect(await queryIds(instance, { selector: {} })).toEqual(['a']);
    expect(await queryIds(instance, { selector: { _deleted: false } })).toEqual([]);
    // Without the previous state it is a conflict.
    expect((await write(instance, { document: dataOf({ id: 'a' }) })).error).toMatchObject([
      { status: 409, documentInDb: deleted },
    ]);
    await write(instance, { previous: deleted, document: undeleted });
    expect(await instance.findDocumentsById(['a'], false)).toEqual([undeleted]);
    const events = heard.flatMap((bulk) => bulk.events);
    expect(events.map(({ operation }) => operation)).toEqual(['INSERT', 'UPDATE', 'DELETE', 'INSERT']);
    expect(events[1]?.previousDocumentData).toEqual(inserted);
    expect(events[2]).toMatchObject({ documentData: deleted, previousDocumentData: updated });
    await instance.close();
  });

  it('takes an already deleted document without a word, and an update of what is not there', async () => {
    const instance = await open();
    const heard = listen(instance);
    const gone = dataOf({ id: 'a' }, { _deleted: true });
    expect(await write(instance, { document: gone })).toEqual({ error: [] });
    expect(heard).toEqual([]);
    expect(await instance.findDocumentsById(['a'], true)).toEqual([gone]);
    const previous = dataOf({ id: 'b' });
    expect(await write(instance, { previous, document: nextOf(previous) })).toEqual({ error: [] });
    expect(await instance.findDocumentsById(['b'], false)).toHaveLength(1);
    await instance.close();
  });

  it('takes frozen documents, and ids of any characters', async () => {
    const instance = await open();
    const ids = ['\u0000', 'a\u0000', 'a', 'A', '\uD800', '\uDC00', '😀', '\uFFFF', '%', '"', "'; --", ' ', ''];
    const rows = ids.map((id) => Object.freeze({ document: Object.freeze(dataOf({ id })) }));
    expect(await write(instance, ...rows)).toEqual({ error: [] });
    expect(await write(instance, ...rows)).toMatchObject({
      error: ids.map((documentId) => ({ documentId, status: 409 })),
    });
    expect((await instance.findDocumentsById(ids, false)).map(({ id }) => id)).toEqual(ids);
    expect(await queryIds(instance, { selector: {}, sort: [{ id: 'asc' }] })).toEqual(
      ids.toSorted((a, b) => (a < b ? -1 : 1)),
    );
    await instance.close();
  });

  it('keeps the previous state of a table whose bulk failed', async () => {
    const instance = await open();
    const heard = listen(instance);
    const unwritable = dataOf({ id: 'b', number: 5n });
    await expect(write(instance, { document: dataOf({ id: 'a' }) }, { document: unwritable })).rejects.toThrow(
      'BigInt',
    );
    expect(await instance.findDocumentsById(['a'], true)).toEqual([]);
    expect(heard).toEqual([]);
    expect(await write(instance, { document: dataOf({ id: 'a' }) })).toEqual({ error: [] });
    await instance.close();
  });
});

describe('several instances', () => {
  it('of one collection hear each other, and those of other collections, databases and versions do not', async () => {
    const schema = schemaWith();
    const names = { databaseName: 'one', collectionName: 'shared', multiInstance: true };
    const first = await openTestInstance(test.storage, schema, names);
    const second = await openTestInstance(test.storage, schema, names);
    const strangers = await Promise.all([
      openTestInstance(test.storage, schema, { ...names, databaseName: 'two' }),
      openTestInstance(test.storage, schema, { ...names, collectionName: 'other' }),
      openTestInstance(test.storage, schemaWith([], { version: 1 }), names),
    ]);
    const heard = [first, second, ...strangers].map(listen);
    await write(first, { document: dataOf({ id: 'a' }) });
    expect(heard.map((bulks) => bulks.length)).toEqual([1, 1, 0, 0, 0]);
    expect(await second.findDocumentsById(['a'], false)).toHaveLength(1);
    expect(await strangers[2]?.findDocumentsById(['a'], true)).toEqual([]);
    await second.close();
    await write(first, { document: dataOf({ id: 'b' }) });
    expect(heard.map((bulks) => bulks.length)).toEqual([2, 1, 0, 0, 0]);
    await Promise.all([first, ...strangers].map((instance) => instance.close()));
  });
});

describe('changed documents', () => {
  it('come in the order of writing, page by page, and an event tells where they end', async () => {
    const instance = await open();
    const heard = listen(instance);
    const lwt = now();
    await write(
      instance,
      ...['c', 'a', '😀', '\uFFFF', 'b'].map((id) => ({ document: dataOf({ id }, { _meta: { lwt } }) })),
    );
    const first = await instance.getChangedDocumentsSince?.(3);
    expect(first).toMatchObject({ documents: [{ id: 'a' }, { id: 'b' }, { id: 'c' }], checkpoint: { id: 'c', lwt } });
    const second = await instance.getChangedDocumentsSince?.(3, first?.checkpoint);
    expect(second?.documents.map(({ id }) => id)).toEqual(['😀', '\uFFFF']);
    expect(await instance.getChangedDocumentsSince?.(3, second?.checkpoint)).toEqual({
      documents: [],
      checkpoint: second?.checkpoint,
    });
    expect((await instance.getChangedDocumentsSince?.(9, heard[0]?.checkpoint))?.documents).toEqual([]);
    await instance.close();
  });

  it('come all at once when no limit is set', async () => {
    const instance = await open();
    await write(instance, { document: dataOf({ id: 'a' }) }, { document: dataOf({ id: 'b' }) });
    const found = await instance.getChangedDocumentsSince?.(Infinity);
    expect(found?.documents.map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await instance.getChangedDocumentsSince?.(Infinity, found?.checkpoint))?.documents).toEqual([]);
    await instance.close();
  });

  it('hold deleted ones, each once, as they are now', async () => {
    const instance = await open();
    const inserted = dataOf({ id: 'a' });
    await write(instance, { document: inserted }, { document: dataOf({ id: 'b' }) });
    const deleted = nextOf(inserted, { _deleted: true });
    await write(instance, { previous: inserted, document: deleted });
    expect((await instance.getChangedDocumentsSince?.(9))?.documents).toMatchObject([{ id: 'b' }, deleted]);
    await instance.close();
  });

  it('are missed by nobody when the clock is set back', async () => {
    const names = { collectionName: 'clock' };
    let instance = await openTestInstance(test.storage, schemaWith(), names);
    const at = (id: string, lwt: number) => ({ document: dataOf({ id }, { _meta: { lwt } }) });
    await write(instance, at('m', 1_000));
    const { checkpoint } = (await instance.getChangedDocumentsSince?.(9)) ?? {};
    const heard = listen(instance);
    await write(instance, at('early', 10));
    await write(instance, at('a', 1_000), at('z', 1_000));
    await write(instance, at('late', 500));
    expect((await instance.getChangedDocumentsSince?.(9, checkpoint))?.documents.map(({ id }) => id)).toEqual([
      'early',
      'late',
      'a',
      'z',
    ]);
    expect((await instance.getChangedDocumentsSince?.(9, heard.at(-1)?.checkpoint))?.documents).toEqual([]);
    // In pages of one, also across a reopening, each comes once.
    const seen: string[] = [];
    let place = checkpoint as unknown;
    for (let page = 0; page < 9; page += 1) {
      const changed = await instance.getChangedDocumentsSince?.(1, place);
      if (!changed || changed.documents.length === 0) break;
      seen.push(String(changed.documents[0]?.id));
      place = changed.checkpoint;
      await instance.close();
      instance = await openTestInstance(test.storage, schemaWith(), names);
    }
    expect(seen.toSorted()).toEqual(['a', 'early', 'late', 'z']);
    await write(instance, at('earliest', 1));
    expect((await instance.getChangedDocumentsSince?.(9, place))?.documents.map(({ id }) => id)).toEqual(['earliest']);
    await instance.close();
  });

  it('are not missed after the newest of them was cleaned away', async () => {
    const names = { collectionName: 'cleaned' };
    let instance = await openTestInstance(test.storage, schemaWith(), names);
    await write(instance, { document: dataOf({ id: 'a' }, { _deleted: true, _meta: { lwt: 1_000 } }) });
    const { checkpoint } = (await instance.getChangedDocumentsSince?.(9)) ?? {};
    expect(await instance.cleanup(0)).toBe(true);
    await instance.close();
    instance = await openTestInstance(test.storage, schemaWith(), names);
    await write(instance, { document: dataOf({ id: 'b' }, { _meta: { lwt: 900 } }) });
    expect((await instance.getChangedDocumentsSince?.(9, checkpoint))?.documents).toMatchObject([{ id: 'b' }]);
    await instance.close();
  });
});

describe('cleanup', () => {
  it('removes what has been deleted long enough, in slices, and says when more remains', async () => {
    const instance = await open();
    const old = now() - 60_000;
    const tombstones = Array.from({ length: 1_500 }, (_unused, number) => ({
      document: dataOf({ id: `t${number}` }, { _deleted: true, _meta: { lwt: old } }),
    }));
    await write(instance, ...tombstones, { document: dataOf({ id: 'kept' }, { _meta: { lwt: old } }) });
    await write(instance, { document: dataOf({ id: 'fresh' }, { _deleted: true }) });
    expect(await instance.cleanup(1_000 * 1_000)).toBe(true);
    expect(await queryIds(instance, { selector: {} })).toHaveLength(1_502);
    expect(await instance.cleanup(30_000)).toBe(false);
    expect(await instance.cleanup(30_000)).toBe(true);
    expect(await queryIds(instance, { selector: {}, sort: [{ id: 'asc' }] })).toEqual(['fresh', 'kept']);
    expect(await instance.cleanup(0)).toBe(true);
    expect(await queryIds(instance, { selector: {} })).toEqual(['kept']);
    await instance.close();
  });
});

describe('the end of an instance', () => {
  it('may be asked for twice; nothing works after it', async () => {
    const instance = await open();
    let isComplete = false;
    instance.changeStream().subscribe({ complete: () => (isComplete = true) });
    const writing = write(instance, { document: dataOf({ id: 'a' }) });
    const closing = instance.close();
    expect(await writing).toEqual({ error: [] });
    await closing;
    await instance.close();
    expect(isComplete).toBe(true);
    await expect(write(instance, { document: dataOf({ id: 'b' }) })).rejects.toThrow('closed');
    await expect(queryIds(instance, { selector: {} })).rejects.toThrow('closed');
    await expect(instance.findDocumentsById(['a'], true)).rejects.toThrow('closed');
    await expect(instance.cleanup(0)).rejects.toThrow('closed');
    await expect(instance.remove()).rejects.toThrow('closed');
    await expect(instance.getChangedDocumentsSince?.(1)).rejects.toThrow('closed');
    await expect(instance.getAttachmentData('a', 'b', 'c')).rejects.toThrow('closed');
  });

  it('by removing takes everything along, for its neighbours too, and frees the name', async () => {
    const schema = schemaWith(['number']);
    const names = { collectionName: 'removed' };
    const instance = await openTestInstance(test.storage, schema, names);
    const neighbour = await openTestInstance(test.storage, schema, names);
    await write(instance, { document: dataOf({ id: 'a' }) });
    await instance.remove();
    await expect(queryIds(neighbour, { selector: {} })).rejects.toThrow('removed');
    await expect(write(neighbour, { document: dataOf({ id: 'b' }) })).rejects.toThrow('removed');
    await instance.close();
    await expect(instance.remove()).rejects.toThrow('closed');
    const again = await openTestInstance(test.storage, schema, names);
    expect(await queryIds(again, { selector: {} })).toEqual([]);
    expect(await write(again, { document: dataOf({ id: 'a' }) })).toEqual({ error: [] });
    await neighbour.close();
    await again.close();
  });
});

describe('a schema with other indexes', () => {
  it('makes the table anew around the same documents', async () => {
    const names = { collectionName: 'reshaped' };
    const before = await openTestInstance(test.storage, schemaWith(), names);
    const documents = Array.from({ length: 1_200 }, (_unused, number) =>
      dataOf({ id: `d${number}`, number: number % 7, list: [number] }),
    );
    await write(before, ...documents.map((document) => ({ document })));
    const { checkpoint } = (await before.getChangedDocumentsSince?.(5_000)) ?? {};
    await before.close();
    const after = await openTestInstance(test.storage, schemaWith(['number', 'list']), names);
    expect(await queryIds(after, { selector: { number: 3, list: 10 } })).toEqual(['d10']);
    expect(await queryIds(after, { selector: {} })).toHaveLength(1_200);
    expect((await after.getChangedDocumentsSince?.(9, checkpoint))?.documents).toEqual([]);
    expect((await write(after, { document: dataOf({ id: 'd10' }) })).error).toMatchObject([
      { documentInDb: documents[10] },
    ]);
    await after.close();
  });
});
