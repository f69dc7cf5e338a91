import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { ATTACHMENT_CHUNK_BYTES } from '../../../shared/domain/attachments/attachment.ts';
import { chunksOf, offsetOf } from '../../../shared/domain/attachments/chunks.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { attachmentFilesContract } from './attachmentFiles.contract.ts';
import { createRecordStore, openRecordStore, quarantineStore, salvageStore } from './index.ts';
import { createMemoryAttachmentFiles } from './memoryAttachmentFiles.ts';
import { copyUnderNewKey } from './rekey.ts';
import { createTestFeed, pull } from './testing/testFeed.ts';
import { companyBody, createTestStore, testStoreOpener, type TestStore } from './testing/testStore.ts';
import type { RecordStore } from './types.ts';

attachmentFilesContract('in the encrypted file', () => {
  const test = createTestStore();
  return Promise.resolve({ files: test.store.files, close: () => test.remove() });
});
attachmentFilesContract('in memory', () =>
  Promise.resolve({ files: createMemoryAttachmentFiles(), close: () => Promise.resolve() }),
);

const open = testStoreOpener(afterEach);
const HERE = 'territory/here';
const THERE = 'territory/there';
const MARKER = 'MARKER-OF-A-PLANTED-FILE';

const contentOf = (length: number): Buffer =>
  Buffer.concat([Buffer.from(MARKER), createSeededRandomness(length).bytes(length)]);

function write(store: RecordStore, id: string, bytes: Uint8Array, origin: 'here' | 'server'): void {
  store.files.begin({ id, size: bytes.length, origin });
  for (let n = 0; n < chunksOf(bytes.length); n += 1)
    store.files.append(id, offsetOf(n), bytes.subarray(offsetOf(n), offsetOf(n) + ATTACHMENT_CHUNK_BYTES));
  store.files.settle(id);
}

const readBack = (store: RecordStore, id: string): Buffer =>
  Buffer.concat(
    Array.from(
      { length: chunksOf(store.files.of(id)?.size ?? 0) },
      (_, n) => store.files.chunk(id, n) ?? new Uint8Array(),
    ),
  );

const bodyOf = (customer: string, bytes: Uint8Array, stored: boolean): RecordBody => ({
  attachedCollection: 'customers',
  attachedId: customer,
  name: 'a.jpg',
  mediaType: 'image/jpeg',
  size: bytes.length,
  sha256: 'ab'.repeat(32),
  ...(stored ? { storedAt: '2026-11-01T08:00:00.000Z' } : {}),
});

/** Two customers' files of three kinds: fetched, added here and arrived, added here and still to be sent. */
async function fill(test: TestStore) {
  const feed = createTestFeed();
  const [customer, fetched, arrived, unsent, kept] = [
    test.newId(),
    test.newId(),
    test.newId(),
    test.newId(),
    test.newId(),
  ];
  const bytes = contentOf(ATTACHMENT_CHUNK_BYTES + 3);
  feed.put('customers', 'company', customer, [HERE, THERE], companyBody('Alborz'));
  feed.put('attachments', 'photo', fetched, [HERE], bodyOf(customer, bytes, true));
  feed.put('attachments', 'photo', arrived, [HERE], bodyOf(customer, bytes, true));
  feed.put('attachments', 'photo', unsent, [HERE], bodyOf(customer, bytes, false));
  feed.put('attachments', 'photo', kept, [HERE, THERE], bodyOf(customer, bytes, true));
  await pull(test.store, feed);
  for (const id of [fetched, kept]) write(test.store, id, bytes, 'server');
  for (const id of [arrived, unsent]) write(test.store, id, bytes, 'here');
  return { feed, bytes, fetched, arrived, unsent, kept };
}

describe('bytes of attachments in the file of the records', () => {
  it('ATT-5 SYNC-132: go with their record when its scope is withdrawn, pages and all; what head office has not got waits to be handed in', async () => {
    const test = open();
    const { bytes, fetched, arrived, unsent, kept } = await fill(test);
    await test.store.sync.purgeScope(HERE);
    expect([fetched, arrived, unsent, kept].map((id) => test.store.files.of(id)?.whole ?? null)).toEqual([
      null,
      null,
      true,
      true,
    ]);
    expect(test.store.read.get('SELECT count(DISTINCT file) AS files FROM attachment_chunks')).toEqual({ files: 2 });
    expect(test.store.read.get('PRAGMA freelist_count')).toEqual({ freelist_count: 0 });
    expect(readBack(test.store, unsent).equals(bytes)).toBe(true);
  });

  it('ATT-5: go when their record comes to lie elsewhere', async () => {
    const test = open();
    const { feed, fetched, unsent } = await fill(test);
    for (const id of [fetched, unsent])
      feed.put('attachments', 'photo', id, ['territory/third'], feed.image(id)?.body ?? {});
    await pull(test.store, feed, { scopes: [HERE, THERE] });
    expect([test.store.files.of(fetched), test.store.files.of(unsent)?.whole]).toEqual([null, true]);
  });

  it('ATT-1: lie encrypted on the disk, in a backup and under another key, and come back whole from both', async () => {
    const test = open();
    const { bytes, unsent } = await fill(test);
    const backup = join(test.directory, '..', 'backup.db');
    const rekeyed = join(test.directory, '..', 'rekeyed.db');
    await test.store.backUp(backup);
    await test.store.close();
    const newKey = new Uint8Array(32).fill(9);
    const source = join(test.directory, 'store.db');
    await copyUnderNewKey({ source, key: test.options.key, target: rekeyed, newKey, onStep: () => undefined });
    for (const path of [source, backup, rekeyed]) {
      const content = readFileSync(path);
      expect(content.length).toBeGreaterThan(4 * bytes.length);
      expect({ path, found: content.includes(MARKER) }).toEqual({ path, found: false });
    }
    const store = openRecordStore(test.options);
    expect(readBack(store, unsent).equals(bytes)).toBe(true);
    await store.close();
    expect(existsSync(backup)).toBe(true);
  });

  it('SYNC-181: what head office has not got is saved out of a store that is set aside', async () => {
    const test = open();
    const { bytes, unsent, fetched } = await fill(test);
    await test.store.close();
    const salvaged = salvageStore(quarantineStore(test.directory, test.clock), test.options.key);
    const store = createRecordStore({ ...test.options, salvaged });
    expect(store.files.of(unsent)).toMatchObject({ whole: true, origin: 'here' });
    expect(readBack(store, unsent).equals(bytes)).toBe(true);
    expect(store.files.of(fetched)).toBeNull();
    await store.close();
  });
});
