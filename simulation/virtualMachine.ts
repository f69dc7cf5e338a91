/**
 * A process in which time stands still until the run moves it, and in which chance comes from a seed: for whatever asks the machine itself and
 * not the clock and the randomness that it was given (PostgreSQL in memory, the client of `pg`, a pause before another try). Installed once in
 * a process that does nothing else; never in a test runner's.
 */
import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timersPromises from 'node:timers/promises';
import { createManualClock, type ManualClock } from '../shared/base/clock.ts';
import { withoutThreads } from './threadless.ts';
import { createSeededRandomness, type SeededRandomness } from '../shared/base/randomness.ts';

export interface VirtualMachine {
  /** What `Date` says. Timers that come due are called as it moves. */
  readonly clock: ManualClock;
  /** Another run: this time, this seed, no timers. */
  begin(seed: number, now: number): void;
}

interface Timer {
  readonly due: number;
  readonly every: number | null;
  readonly callback: () => void;
}

export function installVirtualMachine(): VirtualMachine {
  const time = createManualClock(Date.now());
  const started = time.now();
  let randomness: SeededRandomness = createSeededRandomness(0);
  let timers = new Map<number, Timer>();
  let lastTimer = 0;

  const runDue = (): void => {
    for (;;) {
      const due = [...timers].filter(([, timer]) => timer.due <= time.now()).toSorted(([, a], [, b]) => a.due - b.due);
      const [first] = due;
      if (!first) return;
      const [id, timer] = first;
      timers.delete(id);
      if (timer.every !== null) timers.set(id, { ...timer, due: time.now() + timer.every });
      timer.callback();
    }
  };
  const clock: ManualClock = {
    now: () => time.now(),
    advance(milliseconds) {
      time.advance(milliseconds);
      runDue();
    },
    set: (milliseconds) => time.set(milliseconds),
  };

  const begin = (callback: () => void, milliseconds: number, isRepeated: boolean): object => {
    lastTimer += 1;
    const id = lastTimer;
    const every = isRepeated ? Math.max(1, milliseconds) : null;
    timers.set(id, { due: time.now() + Math.max(1, milliseconds || 1), every, callback });
    const handle = {
      id,
      ref: () => handle,
      unref: () => handle,
      hasRef: () => false,
      refresh: () => handle,
      close: () => handle,
      [Symbol.toPrimitive]: () => id,
    };
    return handle;
  };
  const end = (handle: unknown): void =>
    void timers.delete(
      typeof handle === 'object' && handle !== null && 'id' in handle ? Number(handle.id) : Number(handle),
    );
  type Callback = (...values: unknown[]) => void;

  Object.assign(globalThis, {
    setTimeout: (callback: Callback, milliseconds = 0, ...values: unknown[]) =>
      begin(() => callback(...values), milliseconds, false),
    setInterval: (callback: Callback, milliseconds = 0, ...values: unknown[]) =>
      begin(() => callback(...values), milliseconds, true),
    clearTimeout: end,
    clearInterval: end,
    Date: new Proxy(Date, {
      construct: (target, values: unknown[], newTarget) =>
        Reflect.construct(target, values.length === 0 ? [time.now()] : values, newTarget) as Date,
    }),
  });
  Date.now = () => time.now();
  performance.now = () => time.now() - started;
  Math.random = () => randomness.integer(0x1_0000_0000) / 0x1_0000_0000;
  // Whoever pauses goes on at once: only the clock has moved.
  Object.assign(timersPromises, {
    async setTimeout<Value>(milliseconds = 1, value?: Value): Promise<Value | undefined> {
      clock.advance(Math.ceil(milliseconds));
      await new Promise((resolve) => setImmediate(resolve));
      return value;
    },
  });
  const fill = <Bytes extends ArrayBufferView>(bytes: Bytes): Bytes => {
    new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).set(randomness.bytes(bytes.byteLength));
    return bytes;
  };
  Object.assign(nodeCrypto, {
    randomBytes: (length: number) => Buffer.from(randomness.bytes(length)),
    randomFillSync: fill,
  });
  crypto.getRandomValues = fill;
  syncBuiltinESMExports();
  withoutThreads((length) => randomness.bytes(length));

  return {
    clock,
    begin(seed, now) {
      time.set(now);
      timers = new Map();
      randomness = createSeededRandomness(seed);
    },
  };
}
