import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import { openGroup, tagOfGroup } from '../../../shared/sync/sealedGroup.ts';
import { readPrivateSealingKey, type PrivateSealingKey } from '../../../shared/sync/sealing.ts';
import { sealingKeyPairFrom } from '../security/sealingKey.ts';
import { createCompany, createTestStore, type TestStore } from '../store/testing/testStore.ts';
import { createSealedCopy, type OwnSealedCopy } from './sealedCopy.ts';
import { groupFrame, headerOfFile, markFrame, parseSealedFile, readSealedFile } from './sealedFile.ts';

let folder: string;
let path: string;
let serverKey: string;
let server: PrivateSealingKey;
let copy: OwnSealedCopy;
let test: TestStore;
const events: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-sealed-'));
  path = join(folder, 'unsent.sealed');
  const pair = sealingKeyPairFrom(new Uint8Array(32).fill(7));
  serverKey = pair.publicKey;
  server = await readPrivateSealingKey(pair);
  events.length = 0;
  copy = newCopy();
  test = createTestStore({ sealedCopy: { append: (group) => copy.append(group) } });
  copy.begin(test.store, serverKey);
});

afterEach(async () => {
  await copy.close();
  await test.remove();
  rmSync(folder, { recursive: true, force: true });
});

const newCopy = (): OwnSealedCopy =>
  createSealedCopy({ path, deliveredPath: join(folder, 'unsent.delivered'), log: (event) => events.push(event) });

async function reopenCopy(): Promise<void> {
  await copy.close();
  copy = newCopy();
  copy.begin(test.store, serverKey);
  await copy.strays();
}

const putAside = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.aside'))
    .toSorted()
    .map((name) => readFileSync(join(folder, name), 'latin1'));

const save = (name: string) =>
  test.store.commit({ author: test.person, operations: [createCompany(test.newId(), name)] });

async function hashesInside(): Promise<string[]> {
  const hashes: string[] = [];
  for (const item of readSealedFile(path)?.items.values() ?? []) {
    const group = await openGroup(server, item);
    if (!group) throw new Error('unreadable');
    hashes.push(group.hash);
  }
  return hashes;
}

describe('the sealed copy', () => {
  it('SYNC-13: a saved group is in it, as its device signed it, when the person is told; and nobody but the server reads it', async () => {
    const first = await save('پیوند');
    const second = await save('Second');
    expect(await hashesInside()).toEqual([first.hash, second.hash]);
    const [entry] = test.store.sync.outbox(1);
    const [item] = readSealedFile(path)?.items.values() ?? [];
    expect(await openGroup(server, item ?? new Uint8Array())).toEqual({
      bytes: entry?.bytes,
      hash: entry?.hash,
      signature: entry?.signature,
    });
    expect(readFileSync(path).includes('پیوند')).toBe(false);
    expect(readFileSync(path).includes(Buffer.from(first.hash, 'hex'))).toBe(false);
    const stranger = await readPrivateSealingKey(sealingKeyPairFrom(new Uint8Array(32).fill(8)));
    expect(await openGroup(stranger, item ?? new Uint8Array())).toBeNull();
    expect(process.platform === 'win32' ? 0 : statSync(path).mode & 0o077).toBe(0);
  });

  it('SYNC-13: when the copy cannot be written the person is told, and the next save goes on', async () => {
    await save('first');
    await copy.close();
    rmSync(folder, { recursive: true, force: true });
    const failed = await save('second').catch((error: unknown) => error);
    expect(isPeyvandError(failed) && failed.code).toBe('saved_without_copy');
    expect(isPeyvandError(failed) && failed.facts).toMatchObject({ n: 2 });
    folder = mkdtempSync(join(tmpdir(), 'peyvand-sealed-'));
    path = join(folder, 'unsent.sealed');
    copy = newCopy();
    copy.begin(test.store, serverKey);
    const third = await save('third');
    // What went missing was completed from the outbox.
    expect(await hashesInside()).toHaveLength(3);
    expect(await hashesInside()).toContain(third.hash);
  });

  it('SYNC-15: a copy that was cut off at any byte keeps every whole frame and is completed', async () => {
    for (const name of ['a', 'b', 'c']) await save(name);
    const whole = await hashesInside();
    const bytes = readFileSync(path);
    for (let cut = 0; cut < bytes.length; cut += 37) {
      const read = parseSealedFile(bytes.subarray(0, cut));
      expect(read?.items.size ?? 0, `cut at ${cut}`).toBeLessThanOrEqual(3);
      for (const item of read?.items.values() ?? []) expect(await openGroup(server, item)).not.toBeNull();
    }
    await copy.close();
    truncateSync(path, bytes.length - 20);
    await reopenCopy();
    expect((await hashesInside()).toSorted()).toEqual(whole.toSorted());
    expect(readSealedFile(path)?.isHarmed).toBe(false);
    expect(events).toContain('sealed_copy_mended');
  });

  it('SYNC-15: flipped bytes anywhere cost only the frames that they are in', () => {
    const item = (seed: number) => new Uint8Array(200).fill(seed);
    const header = headerOfFile('ab'.repeat(32));
    const frames = [1, 2, 3, 4, 5, 6].map((seed) => groupFrame(item(seed)));
    const bytes = Buffer.concat([header, ...frames, markFrame(['01'.repeat(16)], true)]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const harmed = Buffer.from(bytes);
        harmed[at] = (harmed[at] ?? 0) ^ by;
        const read = parseSealedFile(harmed);
        expect(read?.isHarmed).toBe(true);
        const hit = Math.floor((at - header.length) / (frames[0]?.length ?? 1));
        expect(read?.items.size).toBe(hit >= 0 && hit < 6 ? 5 : 6);
        expect(read?.delivered.size).toBe(hit < 6 ? 1 : 0);
        expect(read?.serverKey).toBe(hit < 0 ? null : 'ab'.repeat(32));
      }),
      { seed: 13, numRuns: 300 },
    );
  });

  it('SEC-145: of a file made so that every place looks like the head of a long frame, what is whole before it is read, and it ends', () => {
    const item = new Uint8Array(300).fill(7);
    const whole = Buffer.concat([headerOfFile('ab'.repeat(32)), groupFrame(item)]);
    // A length of half a million, and the type of a group: to sum up each of them takes minutes for a megabyte, and years for what a stick holds.
    const heads = Buffer.alloc(1_000_000, Buffer.from([0, 7, 0xff, 0xff, 1]));
    const read = parseSealedFile(Buffer.concat([whole, heads, groupFrame(item)]));
    expect(read?.isHarmed).toBe(true);
    expect([...(read?.items.values() ?? [])].map((found) => Buffer.from(found).equals(item))).toEqual([true]);
  });

  it('SYNC-15: what it holds beyond the outbox is not thrown away but handed out to be delivered', async () => {
    await save('kept');
    const lost = await save('lost');
    await copy.close();
    const before = readFileSync(path);
    // The store as an older backup has it: the same person, without the second group.
    const other = createTestStore({ identity: test.options.identity }, 2);
    try {
      copy = newCopy();
      copy.begin(other.store, serverKey);
      const strays = await copy.strays();
      expect(strays.size).toBe(2);
      const opened = await Promise.all([...strays.values()].map((item) => openGroup(server, item)));
      expect(opened.map((group) => group?.hash)).toContain(lost.hash);
      // What a round looks after is the outbox: it says nothing of what is not in it.
      await copy.reconcile();
      expect([...(await copy.strays()).keys()]).toEqual([...strays.keys()]);
      await copy.close();
      copy = newCopy();
      copy.begin(other.store, serverKey);
      expect([...(await copy.strays()).keys()]).toEqual([...strays.keys()]);
      await copy.markDelivered([...strays.keys()]);
      expect((await copy.strays()).size).toBe(0);
      expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true);
    } finally {
      await copy.close();
      await other.remove();
    }
  });

  it('what the server has is marked, and wanted again after a restore of the server', async () => {
    const { hash } = await save('one');
    test.store.sync.setEpoch('first');
    const tag = [...(readSealedFile(path)?.items.keys() ?? [])][0] ?? '';
    await copy.reconcile();
    expect(readSealedFile(path)?.delivered.get(tag)).toBeUndefined();
    test.store.sync.recordOutcomes([{ hash, outcome: 'applied', covers: { company: 5 }, reviews: [] }]);
    await copy.reconcile();
    expect(readSealedFile(path)?.delivered.get(tag)).toBe(true);
    test.store.sync.setEpoch('second');
    await copy.reconcile();
    expect(readSealedFile(path)?.delivered.get(tag)).toBe(false);
  });

  it('what the server refused, and stored nowhere, stays undelivered', async () => {
    const { hash } = await save('one');
    test.store.sync.recordOutcomes([{ hash, outcome: 'refused', code: 'signature_invalid' }]);
    await copy.reconcile();
    expect([...(readSealedFile(path)?.delivered.values() ?? [])]).not.toContain(true);
  });

  it('is written anew without what was forgotten as durable, when that is most of it', async () => {
    const filler = 'x'.repeat(100_000);
    const hashes: string[] = [];
    for (let count = 0; count < 6; count += 1) {
      const { hash } = await test.store.commit({
        author: test.person,
        operations: [createCompany(test.newId(), `c${count}`, { large: filler })],
      });
      hashes.push(hash);
    }
    test.store.sync.recordOutcomes(
      hashes.slice(0, 5).map((hash) => ({ hash, outcome: 'applied' as const, covers: {}, reviews: [] })),
    );
    test.store.sync.setDurableThrough(5);
    const before = statSync(path).size;
    await copy.reconcile();
    await reopenCopy();
    expect(statSync(path).size).toBeLessThan(before / 2);
    expect(await hashesInside()).toContain(hashes[5]);
    const tags = test.store.sync.outbox(10).map(tagOfGroup);
    expect(tags.every((tag) => readSealedFile(path)?.items.has(tag))).toBe(true);
  });

  it("a foreign or newer file in its place is put aside, and the person's copy begins anew", async () => {
    await save('one');
    await copy.close();
    writeFileSync(path, 'something else entirely, longer than any header of ours could ever be');
    await reopenCopy();
    expect(await hashesInside()).toHaveLength(1);
    expect(events).toContain('sealed_copy_foreign');
    expect(putAside()).toEqual(['something else entirely, longer than any header of ours could ever be']);
    // Sealed to another server, as after its keys were replaced.
    await copy.close();
    const ours = readFileSync(path, 'latin1');
    copy = newCopy();
    copy.begin(test.store, sealingKeyPairFrom(new Uint8Array(32).fill(8)).publicKey);
    await copy.strays();
    expect(putAside()).toContain(ours);
    expect(readFileSync(path, 'latin1')).not.toBe(ours);
  });
});
