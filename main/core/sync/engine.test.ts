import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createError } from '../../../shared/base/errors.ts';
import type { HandshakeReply } from '../../../shared/sync/protocol.ts';
import type { ServerTransport } from '../ports/transport.ts';
import { createTestStore, type TestStore } from '../store/testing/testStore.ts';
import { createSyncEngine, type SyncEngine } from './index.ts';

/** The engine over a real store, and a line on which nobody answers unless told to. */
let test: TestStore;
let engine: SyncEngine;
let timeZone: string;
let greetings: { readonly fail: () => void }[];
let timer: { readonly run: () => void; readonly milliseconds: number } | null;
const unheard: unknown[] = [];
const noteUnheard = (error: unknown): void => void unheard.push(error);

beforeEach(() => {
  test = createTestStore();
  timeZone = 'Asia/Tehran';
  greetings = [];
  timer = null;
  unheard.length = 0;
  process.on('unhandledRejection', noteUnheard);
  engine = createSyncEngine({
    store: test.store,
    transport: {
      handshake: (_token: string, _body: unknown, signal?: AbortSignal) =>
        new Promise<HandshakeReply>((_resolve, reject) => {
          greetings.push({ fail: () => reject(createError('server_unreachable')) });
          signal?.addEventListener('abort', () => reject(createError('cancelled')), { once: true });
        }),
    } as unknown as ServerTransport,
    token: 'token',
    clock: test.clock,
    timers: {
      after(milliseconds, run) {
        timer = { run, milliseconds };
        return () => {
          timer = null;
        };
      },
    },
    randomness: { bytes: (length) => new Uint8Array(length).fill(128) },
    timeZone: () => timeZone,
    schemaVersions: {},
    log: () => {},
  });
});
afterEach(async () => {
  await engine.stop();
  await test.remove();
  process.off('unhandledRejection', noteUnheard);
});

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe('a round that is stopped', () => {
  it('SYNC-171: ends what was asked for while it went, too: no other begins behind it', async () => {
    engine.start();
    timer?.run();
    await turn();
    const asked = engine.now();
    const stopped = await engine.cancel();
    expect(stopped.pausedUntil).toBeDefined();
    await asked;
    await turn();
    expect(greetings).toHaveLength(1);
    expect(engine.state()).toMatchObject({ connection: 'offline', pausedUntil: stopped.pausedUntil });
    // Asked for afterwards it goes on.
    void engine.resume();
    await turn();
    expect(greetings).toHaveLength(2);
  });
});

describe('a pause', () => {
  it('SYNC-171: is no failing line, ends by itself, and is not made longer by a clock that is put back', async () => {
    engine.start();
    timer?.run();
    await turn();
    await engine.cancel();
    expect(timer?.milliseconds).toBe(60_000);
    timer?.run();
    await turn();
    expect(greetings).toHaveLength(1);
    test.clock.advance(-60 * 60_000);
    expect(engine.state().pausedUntil).toBeUndefined();
    timer?.run();
    await turn();
    expect(greetings).toHaveLength(2);
  });
});

describe('work that must not meet a round', () => {
  it('SYNC-17: waits for the round in progress, and holds up the next one, asked for by hand too', async () => {
    engine.start();
    timer?.run();
    await turn();
    let isAtWork = false;
    let end: (value: string) => void = () => {};
    const between = engine.between(() => {
      isAtWork = true;
      return new Promise<string>((resolve) => (end = resolve));
    });
    await turn();
    expect(isAtWork).toBe(false);
    greetings[0]?.fail();
    await turn();
    expect(isAtWork).toBe(true);
    const asked = engine.now();
    await turn();
    expect(greetings).toHaveLength(1);
    end('done');
    expect(await between).toBe('done');
    await turn();
    // The whole round that was asked for, and not the work, is what its asker waits for.
    expect(greetings).toHaveLength(2);
    greetings[1]?.fail();
    expect((await asked).connection).toBe('offline');
  });
});

describe('an engine in odd surroundings', () => {
  it('SYNC-169: a time zone that this machine does not know stops neither syncing nor the program', async () => {
    engine.changeRhythm({ metered: false, times: ['18:00'] });
    timeZone = 'Mars/Olympus_Mons';
    engine.start();
    timer?.run();
    await turn();
    expect(greetings).toHaveLength(1);
    expect(engine.state().nextScheduledAt).not.toBeNull();
    await engine.cancel();
    await turn();
    expect(unheard).toEqual([]);
  });

  const damaged = { code: 'store_damaged', facts: { sqlite: 'SQLITE_CORRUPT' } };
  const damage = (): void => {
    test.store.sync.counts = () => {
      throw createError('store_damaged', { sqlite: 'SQLITE_CORRUPT' });
    };
    engine.changeRhythm({ metered: true, times: [] });
    engine.start();
    timer?.run();
  };

  it('a store that cannot be read any more is told, and ends no program', async () => {
    const states: unknown[] = [];
    engine.state();
    engine.onState(({ connection, problem }) => states.push({ connection, problem }));
    damage();
    await turn();
    expect(await engine.cancel()).toMatchObject({ connection: 'refused', problem: damaged });
    await turn();
    expect(states.at(-1)).toEqual({ connection: 'refused', problem: damaged });
    expect(unheard).toEqual([]);
  });

  it('one that never could be read is not called sent', async () => {
    damage();
    await turn();
    await expect(engine.cancel()).rejects.toMatchObject(damaged);
    await turn();
    expect(unheard).toEqual([]);
  });
});
