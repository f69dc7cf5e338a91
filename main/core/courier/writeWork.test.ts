import { randomBytes } from 'node:crypto';
import { beforeEach, expect, it } from 'vitest';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { PART_BYTES_MAXIMUM, readBundle, readPart } from '../../../shared/sync/bundle.ts';
import { workContentSchema } from '../../../shared/sync/bundleContent.ts';
import { readPrivateSealingKey } from '../../../shared/sync/sealing.ts';
import { sealingKeyPairFrom } from '../security/sealingKey.ts';
import { createCompany, createTestStore, testSigner, type TestStore } from '../store/testing/testStore.ts';
import { writeHandshake } from '../sync/greeting.ts';
import { readContent } from './partContent.ts';
import { writeWork, type WriteWorkOptions } from './writeWork.ts';

const serverKeys = sealingKeyPairFrom(new Uint8Array(32).fill(7));
let test: TestStore;
beforeEach(() => {
  test = createTestStore();
  return () => test.remove();
});

const write = (more: Partial<WriteWorkOptions> = {}) =>
  writeWork({
    store: test.store,
    bundle: test.newId(),
    handshake: writeHandshake({ store: test.store, schemaVersions: {} }, test.clock.now()),
    replyKey: serverKeys.publicKey,
    serverSealingKey: serverKeys.publicKey,
    sealed: [],
    signer: testSigner,
    clock: test.clock,
    onProgress: () => {},
    ...more,
  });
const save = (large: string) =>
  test.store.commit({ author: test.person, operations: [createCompany(test.newId(), 'c', { large })] });

it('SYNC-16: what is more than a bundle takes is left for the next one, and what is in it is whole and in its order', async () => {
  const hashes: string[] = [];
  // Nothing that compresses.
  for (let count = 0; count < 6; count += 1) hashes.push((await save(randomBytes(2_700_000).toString('base64'))).hash);
  const bytesMaximum = 14 * 1024 * 1024;
  const written = await write({ bytesMaximum });
  expect(written.bytes.length).toBeLessThanOrEqual(bytesMaximum);
  expect(written.left).toBeGreaterThan(0);
  expect(written.groups + written.left).toBe(6);
  const { parts } = readBundle(written.bytes);
  expect(parts.length).toBeGreaterThan(1);
  expect(parts.filter((part) => part.length > PART_BYTES_MAXIMUM)).toEqual([]);
  const server = await readPrivateSealingKey(serverKeys);
  const found: string[] = [];
  for (const [index, bytes] of parts.entries()) {
    const part = readPart(bytes);
    const plaintext = await server.open('peyvand bundle work 1', part.sealed, part.headerBytes);
    const content = await readContent(workContentSchema, plaintext ?? new Uint8Array());
    expect(content.request === null).toBe(index > 0);
    found.push(...content.groups.map(({ hash }) => hash));
  }
  expect(found).toEqual(hashes.slice(0, written.groups));
  // Writing changes nothing: all of it still waits.
  expect(test.store.sync.counts().pending).toBe(6);
});

it('SYNC-16: an export that is cancelled writes nothing and keeps everything', async () => {
  for (const name of ['a', 'b', 'c']) await save(name);
  const cancelling = new AbortController();
  const failed = await write({
    signal: cancelling.signal,
    onProgress: (done) => {
      if (done === 2) cancelling.abort();
    },
  }).catch((error: unknown) => error);
  expect(isPeyvandError(failed) && failed.code).toBe('cancelled');
  expect(test.store.sync.counts().pending).toBe(3);
});
