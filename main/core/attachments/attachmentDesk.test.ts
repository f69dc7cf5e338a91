/** Who moves bytes, over a real store and a server of a few lines that can be cut anywhere, and can lie. */
import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import { createEmitter } from '../../../shared/base/emitter.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import type { SyncState } from '../../../shared/contract/sync.ts';
import { ATTACHMENT_CHUNK_BYTES } from '../../../shared/domain/attachments/attachment.ts';
import { chunksOf, offsetOf } from '../../../shared/domain/attachments/chunks.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { createTestFeed, pull } from '../store/testing/testFeed.ts';
import { companyBody, testStoreOpener, type TestStore } from '../store/testing/testStore.ts';
import { createAttachmentDesk, type AttachmentDesk } from './attachmentDesk.ts';
import type { AskServer } from './transfer.ts';

const HERE = 'territory/here';
const DAY = 86_400_000;
const open = testStoreOpener(afterEach);
const ending: AbortController[] = [];
afterEach(() => ending.splice(0).forEach((one) => one.abort()));

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const photo = (length: number, seed = length): Uint8Array => createSeededRandomness(seed).bytes(length);

/** What of the real one matters here: offsets, hashes, and who gets what. */
function createToyServer() {
  const stored = new Map<string, Uint8Array>();
  const arriving = new Map<string, Uint8Array[]>();
  const hashes = new Map<string, { size: number; sha256: string }>();
  const calls: string[] = [];
  const standing = (id: string) => ({
    received: stored.get(id)?.length ?? (arriving.get(id) ?? []).reduce((sum, { length }) => sum + length, 0),
    stored: stored.has(id),
  });
  const ask: AskServer = (async (name: string, input: { id: string; offset: number; bytes: string }) => {
    calls.push(`${name} ${input.offset ?? ''}`);
    const { id } = input;
    const known = hashes.get(id);
    if (!known) throw createError('not_found', { id });
    await Promise.resolve();
    if (name === 'getAttachment') {
      const bytes = stored.get(id);
      if (!bytes) throw createError('not_found', { id });
      return {
        bytes: Buffer.from(bytes.subarray(input.offset, input.offset + ATTACHMENT_CHUNK_BYTES)).toString('base64'),
      };
    }
    if (name === 'putAttachment' && !stored.has(id) && standing(id).received === input.offset) {
      const chunks = [...(arriving.get(id) ?? []), Buffer.from(input.bytes, 'base64')];
      arriving.set(id, chunks);
      const whole = Buffer.concat(chunks);
      if (whole.length === known.size) {
        arriving.delete(id);
        if (hashOf(whole) === known.sha256) stored.set(id, whole);
      }
    }
    return standing(id);
  }) as unknown as AskServer;
  return { ask, stored, hashes, calls };
}

interface Setting {
  readonly test: TestStore;
  readonly server: ReturnType<typeof createToyServer>;
  readonly desk: AttachmentDesk;
  readonly sync: { now: SyncState; become(next: Partial<SyncState>): void };
  /** A record of a customer's photo, with its bytes here or at the server. */
  add(bytes: Uint8Array, where: 'here' | 'server', more?: { owner?: string; body?: RecordBody }): Promise<string>;
}

async function setting({
  keptBytes,
  over = (ask) => ask,
}: { keptBytes?: number; over?: (ask: AskServer) => AskServer } = {}): Promise<Setting> {
  const test = open();
  const feed = createTestFeed();
  const server = createToyServer();
  const end = new AbortController();
  ending.push(end);
  const states = createEmitter<SyncState>(() => undefined);
  const sync = {
    now: {
      connection: 'online',
      pending: 0,
      held: 0,
      reviews: 0,
      lastContactAt: null,
      progress: null,
      problem: null,
    } as SyncState,
    become(next: Partial<SyncState>) {
      sync.now = { ...sync.now, ...next };
      states.emit(sync.now);
    },
  };
  const [own, others] = [test.newId(), test.newId()];
  feed.put('customers', 'company', own, [HERE], companyBody('Alborz', { ownerId: test.person }));
  feed.put('customers', 'company', others, [HERE], companyBody('Zagros', { ownerId: test.newId() }));
  await pull(test.store, feed);
  const desk = createAttachmentDesk({
    store: test.store,
    ask: over(server.ask),
    sync: { state: () => sync.now, onState: (listener) => states.subscribe(listener) },
    person: () => test.person,
    clock: test.clock,
    signal: end.signal,
    log: () => undefined,
    ...(keptBytes === undefined ? {} : { keptBytes }),
  });
  return {
    test,
    server,
    desk,
    sync,
    async add(bytes, where, { owner = own, body = {} } = {}) {
      const id = test.newId();
      const facts = { size: bytes.length, sha256: hashOf(bytes) };
      feed.put('attachments', 'photo', id, [HERE], {
        attachedCollection: 'customers',
        attachedId: owner === 'others' ? others : owner,
        name: 'a.jpg',
        mediaType: 'image/jpeg',
        ...facts,
        ...(where === 'server' ? { storedAt: '2026-11-01T08:00:00.000Z' } : {}),
        ...body,
      });
      await pull(test.store, feed);
      server.hashes.set(id, facts);
      if (where === 'server') server.stored.set(id, bytes);
      else {
        test.store.files.begin({ id, size: bytes.length, origin: 'here' });
        for (let n = 0; n < chunksOf(bytes.length); n += 1)
          test.store.files.append(id, offsetOf(n), bytes.subarray(offsetOf(n), offsetOf(n) + ATTACHMENT_CHUNK_BYTES));
        test.store.files.settle(id);
      }
      return id;
    },
  };
}

const never = new AbortController().signal;
const settled = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );

describe('bytes on their way', () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'ATT-3: come whole through a line that is cut anywhere, either way (seed %i)',
    async (seed) => {
      const chance = createSeededRandomness(seed);
      const isCut = (): boolean => (chance.bytes(1)[0] ?? 0) < 90;
      const over = (ask: AskServer): AskServer =>
        (async (...given: Parameters<AskServer>) => {
          if (isCut()) throw createError('server_unreachable');
          const reply = await ask(...given);
          if (isCut()) throw createError('server_unreachable');
          return reply;
        }) as AskServer;
      const { test, server, desk, add } = await setting({ over });
      const up = await Promise.all(
        [0, 1, 2].map((n) => add(photo(n * ATTACHMENT_CHUNK_BYTES + 9, seed * 10 + n), 'here')),
      );
      const bytes = photo(3 * ATTACHMENT_CHUNK_BYTES + 1, seed);
      const down = await add(bytes, 'server', { owner: 'others' });
      for (let tries = 0; tries < 200 && up.some((id) => !server.stored.has(id)); tries += 1)
        await settled(desk.send());
      for (const [n, id] of up.entries())
        expect(
          Buffer.from(server.stored.get(id) ?? []).equals(photo(n * ATTACHMENT_CHUNK_BYTES + 9, seed * 10 + n)),
        ).toBe(true);
      for (let tries = 0; tries < 200 && test.store.files.of(down)?.whole !== true; tries += 1)
        await settled(desk.fetch(down, never));
      expect(await test.store.files.hash(down)).toBe(hashOf(bytes));
    },
  );

  it('ATT-7: wait while a round runs, and go on behind it', async () => {
    const { server, desk, sync, add } = await setting();
    const id = await add(photo(2 * ATTACHMENT_CHUNK_BYTES), 'here');
    sync.become({ connection: 'syncing' });
    const sending = desk.send();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.calls.filter((call) => call.startsWith('put'))).toEqual([]);
    sync.become({ connection: 'online' });
    await sending;
    expect(server.stored.has(id)).toBe(true);
  });

  it('ATT-7: on a metered line nothing goes or comes by itself, and all of it when a person says so', async () => {
    const { test, server, desk, sync, add } = await setting();
    const [up, down] = [await add(photo(500), 'here'), await add(photo(600), 'server')];
    sync.become({ metered: true });
    await desk.afterRound();
    expect([server.stored.has(up), test.store.files.of(down), desk.traffic()]).toEqual([
      false,
      null,
      { files: 1, bytes: 500, sent: 0, metered: true },
    ]);
    await desk.send();
    expect(server.stored.has(up)).toBe(true);
    sync.become({ metered: false });
    await desk.afterRound();
    expect(test.store.files.of(down)?.whole).toBe(true);
  });

  it('fetches photos of the person’s own customers ahead, and leaves others’, files and large ones where they are', async () => {
    const { test, desk, add } = await setting();
    const own = await add(photo(700), 'server');
    const notOwn = await add(photo(701), 'server', { owner: 'others' });
    const large = await add(photo(2 * 1024 * 1024 + 1), 'server');
    const removed = await add(photo(702), 'server', { body: { removedAt: '2026-11-01T08:00:00.000Z' } });
    await desk.afterRound();
    expect([own, notOwn, large, removed].map((id) => test.store.files.of(id)?.whole ?? false)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it('ATT-5: room is made by what was longest unseen and head office has; never by what it has not', async () => {
    const { test, desk, add } = await setting({ keptBytes: 2_500 });
    const unsent = await add(photo(1_000, 1), 'here', { body: {} });
    const others = [
      await add(photo(1_000, 2), 'server', { owner: 'others' }),
      await add(photo(1_000, 3), 'server', { owner: 'others' }),
    ];
    for (const id of others) {
      test.clock.advance(60_000);
      await desk.fetch(id, never);
    }
    test.clock.advance(60_000);
    test.store.files.touch(others[0] ?? '');
    await desk.afterRound();
    expect([unsent, ...others].map((id) => test.store.files.of(id) !== null)).toEqual([true, true, false]);
  });

  it('ATT-5: bytes whose record left before they could go are kept until they are handed in, however long ago they were added', async () => {
    const { test, server, desk, sync, add } = await setting();
    const id = await add(photo(800), 'here');
    test.clock.advance(40 * DAY);
    await test.store.sync.purgeScope(HERE);
    sync.become({ metered: true });
    await desk.afterRound();
    expect([test.store.read.record({ collection: 'attachments', id }), test.store.files.of(id)?.whole]).toEqual([
      null,
      true,
    ]);
    sync.become({ metered: false });
    await desk.afterRound();
    expect([server.stored.has(id), test.store.files.of(id)]).toEqual([true, null]);
  });

  it('ATT-5: what head office does not know is kept a month from the first time that it said so, and goes when it says so again', async () => {
    const { test, server, desk, add } = await setting();
    const id = await add(photo(800), 'here');
    const known = server.hashes.get(id);
    server.hashes.delete(id);
    test.clock.advance(40 * DAY);
    await test.store.sync.purgeScope(HERE);
    const isHere = async (): Promise<boolean> => {
      await desk.afterRound();
      return test.store.files.of(id)?.whole === true;
    };
    expect(await isHere()).toBe(true);
    test.clock.advance(29 * DAY);
    expect(await isHere()).toBe(true);
    test.clock.advance(2 * DAY);
    // Time alone takes nothing: head office is asked once more, and by now has its record by another road.
    if (known) server.hashes.set(id, known);
    expect([await isHere(), server.stored.has(id)]).toEqual([false, true]);

    const unwanted = await add(photo(801), 'here');
    server.hashes.delete(unwanted);
    await test.store.sync.purgeScope(HERE);
    await desk.afterRound();
    test.clock.advance(31 * DAY);
    await desk.afterRound();
    expect(test.store.files.of(unwanted)).toBeNull();
  });

  it('ATT-6: what was removed is kept a month from when it is known here, whatever the clock of whoever removed it says', async () => {
    const { test, desk, add } = await setting();
    const body = { removedAt: '2020-01-01T00:00:00.000Z' };
    const [unsent, fetched] = [await add(photo(800), 'here', { body }), await add(photo(801), 'server', { body })];
    await desk.fetch(fetched, never);
    const here = async () => {
      await desk.afterRound();
      return [unsent, fetched].map((id) => test.store.files.of(id) !== null);
    };
    expect(await here()).toEqual([true, true]);
    test.clock.advance(29 * DAY);
    expect(await here()).toEqual([true, true]);
    test.clock.advance(2 * DAY);
    expect(await here()).toEqual([false, false]);
  });

  it('ATT-5: a removal that head office has not agreed to takes no bytes: it may be refused', async () => {
    const { test, desk, add } = await setting();
    const [removed, deleted] = [await add(photo(800), 'here'), await add(photo(801), 'here')];
    const of = (id: string) => ({ collection: 'attachments', kind: 'photo', id }) as const;
    await test.store.commit({
      author: test.person,
      operations: [
        {
          act: 'patch',
          ...of(removed),
          changes: [{ do: 'set', path: 'removedAt', value: '2020-01-01T00:00:00.000Z' }],
        },
        { act: 'delete', ...of(deleted) },
      ],
    });
    test.clock.advance(60 * DAY);
    await desk.afterRound();
    expect([removed, deleted].map((id) => test.store.files.of(id)?.whole)).toEqual([true, true]);
  });

  it('ATT-5: what is left of fetching what was withdrawn meanwhile goes at once', async () => {
    const { test, desk, add } = await setting();
    const id = await add(photo(800), 'server', { owner: 'others' });
    await test.store.sync.purgeScope(HERE);
    test.store.files.begin({ id, size: 800, origin: 'server' });
    await desk.afterRound();
    expect(test.store.files.of(id)).toBeNull();
  });

  it('ATT-4: a server that sends other bytes, other lengths or no end of them is refused, and nothing of it is kept', async () => {
    for (const lie of [
      (bytes: string) => Buffer.from(bytes, 'base64').fill(7).toString('base64'),
      () => '',
      (bytes: string) => Buffer.concat([Buffer.from(bytes, 'base64'), Buffer.alloc(1)]).toString('base64'),
      () => Buffer.alloc(ATTACHMENT_CHUNK_BYTES + 1).toString('base64'),
    ]) {
      const over = (ask: AskServer): AskServer =>
        (async (...given: Parameters<AskServer>) => {
          const reply = await ask(...given);
          return 'bytes' in reply ? { bytes: lie(reply.bytes) } : reply;
        }) as AskServer;
      const { test, desk, add } = await setting({ over });
      const id = await add(photo(5_000), 'server', { owner: 'others' });
      expect(await settled(desk.fetch(id, never))).toBe('server_refused');
      expect(test.store.files.of(id)?.whole ?? false).toBe(false);
    }
    const endless = (): AskServer => (() => Promise.resolve({ received: 0, stored: false })) as unknown as AskServer;
    const { desk, add } = await setting({ over: endless });
    const id = await add(photo(5_000), 'here');
    await settled(desk.send());
    expect(desk.passageOf(id)).toMatchObject({ state: 'failed', why: 'server_refused' });
  });

  it('ATT-4: bytes that are spoilt here are named, and one that head office refuses holds up no other', async () => {
    const { server, desk, add } = await setting();
    const spoilt = await add(photo(900, 4), 'here', { body: { sha256: 'ab'.repeat(32) } });
    server.hashes.set(spoilt, { size: 900, sha256: 'ab'.repeat(32) });
    const unknown = await add(photo(901, 5), 'here');
    server.hashes.delete(unknown);
    const good = await add(photo(902, 6), 'here');
    await desk.send();
    expect([spoilt, unknown, good].map((id) => desk.passageOf(id)?.why ?? null)).toEqual([
      'attachment_damaged',
      'not_found',
      null,
    ]);
    expect(server.stored.has(good)).toBe(true);
  });
});
