import { afterAll, expect, it } from 'vitest';
import {
  createTestStorage,
  dataOf,
  nextOf,
  openTestInstance,
  schemaWith,
  write,
  type AnyData,
  type AnyInstance,
} from '../testing/testStorage.ts';

const test = createTestStorage();
afterAll(() => test.remove());

const SCHEMA = schemaWith([], { attachments: {} });
const open = (): Promise<AnyInstance> => test.openNew(SCHEMA);

/** As it is handed over, with the bytes, and as it is kept, without. */
const attachment = (text: string) => {
  const data = new Blob([text], { type: 'text/plain' });
  const kept = { length: data.size, type: 'text/plain', digest: `digest of ${text}` };
  return { kept, written: { ...kept, data } };
};
const withAttachments = (document: AnyData, attachments: Record<string, unknown>): AnyData =>
  ({ ...document, _attachments: attachments }) as never;
const textOf = async (instance: AnyInstance, id: string, name: string, text: string) =>
  (await instance.getAttachmentData(id, name, attachment(text).kept.digest)).text();

it('attachments are kept beside their document, which holds their facts alone', async () => {
  const instance = await open();
  const one = attachment('پیوند');
  const document = dataOf({ id: 'a' });
  const events: unknown[] = [];
  instance.changeStream().subscribe((bulk) => events.push(...bulk.events));
  expect(await write(instance, { document: withAttachments(document, { one: one.written }) })).toEqual({ error: [] });
  const stored = withAttachments(document, { one: one.kept });
  expect(await instance.findDocumentsById(['a'], false)).toEqual([stored]);
  expect(events).toMatchObject([{ operation: 'INSERT', documentData: stored }]);
  const blob = await instance.getAttachmentData('a', 'one', one.kept.digest);
  expect([blob.type, await blob.text()]).toEqual(['text/plain', 'پیوند']);
  await expect(instance.getAttachmentData('a', 'one', 'another')).rejects.toThrow('does not exist');
  await expect(instance.getAttachmentData('a', 'two', one.kept.digest)).rejects.toThrow('does not exist');
  await expect(instance.getAttachmentData('b', 'one', one.kept.digest)).rejects.toThrow('does not exist');
  await instance.close();
});

it('attachments are added, changed, kept and removed with the document that says so', async () => {
  const instance = await open();
  const [kept, old, newer, added] = [attachment('kept'), attachment('old'), attachment('newer'), attachment('added')];
  const first = withAttachments(dataOf({ id: 'a' }), { kept: kept.kept, changed: old.kept, removed: old.kept });
  await write(instance, {
    document: withAttachments(first, { kept: kept.written, changed: old.written, removed: old.written }),
  });
  const second = withAttachments(nextOf(first), { kept: kept.kept, changed: newer.written, added: added.written });
  expect(await write(instance, { previous: first, document: second })).toEqual({ error: [] });
  expect(await textOf(instance, 'a', 'kept', 'kept')).toBe('kept');
  expect(await textOf(instance, 'a', 'changed', 'newer')).toBe('newer');
  expect(await textOf(instance, 'a', 'added', 'added')).toBe('added');
  await expect(textOf(instance, 'a', 'removed', 'old')).rejects.toThrow('does not exist');
  const [held] = await instance.findDocumentsById(['a'], false);
  expect(held?._attachments).toEqual({ kept: kept.kept, changed: newer.kept, added: added.kept });
  // A deleted document has none.
  await write(instance, {
    previous: held as AnyData,
    document: withAttachments(nextOf(held as AnyData, { _deleted: true }), {}),
  });
  await expect(textOf(instance, 'a', 'kept', 'kept')).rejects.toThrow('does not exist');
  await instance.close();
});

it('an attachment without its bytes refuses the document, and no event tells of it', async () => {
  const instance = await open();
  const one = attachment('one');
  const events: unknown[] = [];
  instance.changeStream().subscribe((bulk) => events.push(bulk));
  const document = withAttachments(dataOf({ id: 'a' }), { fine: one.written, missing: one.kept });
  expect(await write(instance, { document })).toMatchObject({
    error: [{ status: 510, documentId: 'a', attachmentId: 'missing', isError: true }],
  });
  expect(await instance.findDocumentsById(['a'], true)).toEqual([]);
  await expect(textOf(instance, 'a', 'fine', 'one')).rejects.toThrow('does not exist');
  const plain = dataOf({ id: 'b' });
  await write(instance, { document: plain });
  const { error } = await write(instance, {
    previous: plain,
    document: withAttachments(nextOf(plain), { missing: one.kept }),
  });
  expect(error).toMatchObject([{ status: 510, documentInDb: plain }]);
  expect(await instance.findDocumentsById(['b'], true)).toEqual([plain]);
  expect(events).toHaveLength(1);
  await instance.close();
});

it('writes keep the order of their calls, although bytes are read first', async () => {
  const instance = await open();
  const large = attachment('x'.repeat(1_000_000));
  const first = write(instance, { document: withAttachments(dataOf({ id: 'a' }), { large: large.written }) });
  const second = write(instance, { document: dataOf({ id: 'a', number: 2 }) });
  const third = write(instance, { document: dataOf({ id: 'b' }) });
  expect((await first).error).toEqual([]);
  expect((await second).error).toMatchObject([{ status: 409 }]);
  expect((await third).error).toEqual([]);
  expect((await textOf(instance, 'a', 'large', 'x'.repeat(1_000_000))).length).toBe(1_000_000);
  await instance.close();
});

it('attachments go with the collection, and with the tombstone of their document', async () => {
  const openSame = (): Promise<AnyInstance> => openTestInstance(test.storage, SCHEMA, { collectionName: 'removed' });
  const instance = await openSame();
  const one = attachment('one');
  await write(instance, { document: withAttachments(dataOf({ id: 'a' }, { _deleted: true }), { one: one.written }) });
  await instance.cleanup(0);
  await expect(textOf(instance, 'a', 'one', 'one')).rejects.toThrow('does not exist');
  await write(instance, { document: withAttachments(dataOf({ id: 'b' }), { one: one.written }) });
  await instance.remove();
  const again = await openSame();
  await expect(textOf(again, 'b', 'one', 'one')).rejects.toThrow('does not exist');
  await again.close();
});
