import { describe, expect, it } from 'vitest';
import { createManualClock } from '../../../shared/base/clock.ts';
import { createEmitter } from '../../../shared/base/emitter.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { createLiveQuery, type LiveQueryOptions, type StoreChange, type Timers } from './index.ts';

/** Time that the test moves: waiting callbacks are called when their moment is passed. */
function createTime() {
  const clock = createManualClock(0);
  const waiting = new Set<{ readonly at: number; readonly callback: () => void }>();
  const timers: Timers = {
    after(milliseconds, callback) {
      const entry = { at: clock.now() + milliseconds, callback };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
  };
  return {
    clock,
    timers,
    waiting,
    async advance(milliseconds: number) {
      await settled();
      clock.advance(milliseconds);
      for (const entry of waiting) {
        if (entry.at > clock.now()) continue;
        waiting.delete(entry);
        entry.callback();
      }
      await settled();
    },
  };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

function setUp(options: Partial<LiveQueryOptions<number>> = {}) {
  const time = createTime();
  const emitter = createEmitter<StoreChange>();
  const state = { value: 0, runs: 0, cost: 0, during: (): void => undefined };
  const query = createLiveQuery<number>({
    store: { onChange: (listener) => emitter.subscribe(listener) },
    dependencies: ['customers'],
    run() {
      state.runs += 1;
      time.clock.advance(state.cost);
      const { value } = state;
      state.during();
      return value;
    },
    clock: time.clock,
    timers: time.timers,
    ...options,
  });
  const results: number[] = [];
  const state2 = { hasEnded: false };
  const reading = (async () => {
    for await (const result of query) results.push(result);
    state2.hasEnded = true;
  })();
  const change = (collection: CollectionName | null, value = state.value): void => {
    state.value = value;
    emitter.emit({
      origin: 'local',
      collections: new Set(collection ? [collection] : []),
      references: null,
      syncMoved: collection === null,
    });
  };
  return { time, emitter, state, query, results, reading, change, ended: state2 };
}

describe('a live query', () => {
  it('speaks once at first, then when a dependency has changed', async () => {
    const { time, results, change, query } = setUp();
    await settled();
    expect(results).toEqual([0]);
    change('customers', 1);
    await time.advance(16);
    expect(results).toEqual([0, 1]);
    change('products', 2);
    await time.advance(1_000);
    expect(results).toEqual([0, 1]);
    await query.return?.();
  });

  it('takes the changes of a frame together', async () => {
    const { time, results, change, state, query } = setUp();
    await settled();
    for (const value of [1, 2, 3]) change('customers', value);
    await settled();
    expect(state.runs).toBe(1);
    await time.advance(16);
    expect(results).toEqual([0, 3]);
    expect(state.runs).toBe(2);
    await query.return?.();
  });

  it('says nothing when the result is the same', async () => {
    const { time, results, change, state, query } = setUp();
    await settled();
    change('customers');
    await time.advance(16);
    expect(state.runs).toBe(2);
    expect(results).toEqual([0]);
    change('customers', 5);
    await time.advance(16);
    expect(results).toEqual([0, 5]);
    await query.return?.();
  });

  it('rests three seconds at most: what was dear once, while the machine was busy, may be cheap now', async () => {
    const { time, results, change, state, query } = setUp();
    await settled();
    state.cost = 2_000;
    change('customers', 1);
    await time.advance(16);
    change('customers', 2);
    await time.advance(16);
    await time.advance(2_900);
    expect(state.runs).toBe(2);
    await time.advance(84);
    expect(results).toEqual([0, 1, 2]);
    await query.return?.();
  });

  it('runs no sooner than ten times its last cost', async () => {
    const { time, results, change, state, query } = setUp();
    await settled();
    state.cost = 50;
    change('customers', 1);
    await time.advance(16);
    expect(state.runs).toBe(2);
    change('customers', 2);
    await time.advance(16);
    await time.advance(400);
    expect(state.runs).toBe(2);
    await time.advance(84);
    expect(results).toEqual([0, 1, 2]);
    await query.return?.();
  });

  it('runs again for a change that came while it ran', async () => {
    const test = setUp();
    await settled();
    test.state.during = () => {
      test.state.during = () => undefined;
      test.change('customers', 2);
    };
    test.change('customers', 1);
    await test.time.advance(16);
    expect(test.results).toEqual([0, 1]);
    await test.time.advance(16);
    expect(test.results).toEqual([0, 1, 2]);
    await test.query.return?.();
  });

  it('hears of sync only when asked to', async () => {
    const deaf = setUp();
    const hearing = setUp({ alsoSync: true });
    await settled();
    for (const { change, time } of [deaf, hearing]) {
      change(null, 7);
      await time.advance(16);
    }
    expect(deaf.results).toEqual([0]);
    expect(hearing.results).toEqual([0, 7]);
    await Promise.all([deaf.query.return?.(), hearing.query.return?.()]);
  });

  it('hears of what is not in the store when it is told where to listen, of no more than that, and stops listening', async () => {
    const elsewhere = createEmitter<void>();
    const { time, results, change, state, query } = setUp({ alsoOn: (listener) => elsewhere.subscribe(listener) });
    await settled();
    change(null, 7);
    await time.advance(16);
    expect([state.runs, results]).toEqual([1, [0]]);
    elsewhere.emit();
    await time.advance(16);
    expect(results).toEqual([0, 7]);
    await query.return?.();
    expect(elsewhere.size).toBe(0);
  });

  it('ends with return(), also while next() waits, and lets go of everything', async () => {
    const { emitter, query, reading, ended, time } = setUp();
    await settled();
    expect(emitter.size).toBe(1);
    await query.return?.();
    await reading;
    expect(ended.hasEnded).toBe(true);
    expect(emitter.size).toBe(0);
    expect(time.waiting.size).toBe(0);
  });

  it('ends with its signal, also in the middle of a pause', async () => {
    const ending = new AbortController();
    const { emitter, reading, change, time, state } = setUp({ signal: ending.signal });
    await settled();
    change('customers', 1);
    await settled();
    expect(time.waiting.size).toBe(1);
    ending.abort();
    await reading;
    expect(emitter.size).toBe(0);
    expect(time.waiting.size).toBe(0);
    expect(state.runs).toBe(1);
  });

  it('throws what the query throws, and lets go', async () => {
    const { emitter, reading } = setUp({
      run() {
        throw new Error('no such table');
      },
    });
    await expect(reading).rejects.toThrow('no such table');
    expect(emitter.size).toBe(0);
  });
});
