import { implement } from '@orpc/server';
import { afterEach, describe, expect, it } from 'vitest';
import { createError } from '../../shared/base/errors.ts';
import { contract } from '../../shared/contract/index.ts';
import { createMemoryWirePair } from '../../shared/rpc/memoryWire.ts';
import { serveContract } from '../../shared/rpc/server.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import { createConnection, type Connection } from './connection.ts';
import { follow } from './follow.ts';
import { methodName } from './methodProxy.ts';

/** A core that can be taken away: each connection gets a new wire, and tells in `language` which one it is. */
function createCores() {
  const wires: Wire[] = [];
  const ended: string[] = [];
  let refusing = false;
  const os = implement({ preferences: contract.preferences, reviews: contract.reviews });
  const router = (number: number) =>
    os.router({
      preferences: {
        observe: os.preferences.observe.handler(async function* observe({ signal }) {
          yield preferences(number);
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
          ended.push(`observe ${number}`);
        }),
        change: os.preferences.change.handler(() => preferences(number)),
      },
      reviews: {
        list: os.reviews.list.handler(() => {
          throw createError('permission_denied');
        }),
        ofRecord: os.reviews.ofRecord.handler(() => {
          throw createError('permission_denied');
        }),
        decide: os.reviews.decide.handler(() => ({ id: 'r', undo: null })),
      },
    });
  return {
    wires,
    ended,
    refuse: (next: boolean) => {
      refusing = next;
    },
    open() {
      const [ours, theirs] = createMemoryWirePair();
      if (refusing) return { wire: ours, ready: Promise.reject(new Error('nobody there')) };
      serveContract(theirs, router(wires.length), {});
      wires.push(theirs);
      return { wire: ours, ready: Promise.resolve() };
    },
  };
}

const preferences = (number: number) => ({
  language: 'fa' as const,
  calendar: 'persian' as const,
  moneyUnit: number === 0 ? ('rial' as const) : ('toman' as const),
  theme: 'light' as const,
  railCollapsed: false,
});

describe('the connection', () => {
  let connection: Connection | undefined;
  afterEach(() => connection?.close());

  it('gives one client, which outlives its wires', async () => {
    const cores = createCores();
    connection = createConnection(cores.open);
    const { core } = connection;
    expect((await core.preferences.change({})).moneyUnit).toBe('rial');
    cores.wires[0]?.close();
    await until(connection, 'lost');
    expect((await core.preferences.change({})).moneyUnit).toBe('toman');
    expect(connection.state()).toBe('connected');
  });

  it('tries again until somebody is there', async () => {
    const cores = createCores();
    cores.refuse(true);
    connection = createConnection(cores.open);
    await until(connection, 'lost');
    cores.refuse(false);
    await until(connection, 'connected');
    expect(cores.wires).toHaveLength(1);
  });

  it('names its methods for the cache', () => {
    connection = createConnection(createCores().open);
    expect(methodName(connection.core.preferences.observe)).toBe('preferences.observe');
    expect(() => methodName(() => {})).toThrow();
  });
});

describe('following a live query', () => {
  it('goes on over a lost wire, and tells the core when nobody looks any more', async () => {
    const cores = createCores();
    const connection = createConnection(cores.open);
    const leaving = new AbortController();
    const units: string[] = [];
    const both = new Promise<void>((resolve) => {
      void follow({
        open: (signal) => connection.core.preferences.observe(undefined, { signal }),
        onValue: ({ moneyUnit }) => {
          units.push(moneyUnit);
          if (units.length === 1) cores.wires[0]?.close();
          else resolve();
        },
        signal: leaving.signal,
      }).catch(() => {});
    });
    await both;
    expect(units).toEqual(['rial', 'toman']);
    leaving.abort();
    await expect.poll(() => cores.ended).toContain('observe 1');
    connection.close();
  });

  it('ends with what the core refuses, which trying again would not change', async () => {
    const connection = createConnection(createCores().open);
    const following = follow({
      open: (signal) => connection.core.reviews.list({ open: true, offset: 0, limit: 1 }, { signal }),
      onValue: () => {},
      signal: new AbortController().signal,
    });
    await expect(following).rejects.toMatchObject({ code: 'permission_denied' });
    connection.close();
  });
});

function until(connection: Connection, state: ReturnType<Connection['state']>): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (connection.state() !== state) return;
      stop();
      resolve();
    };
    const stop = connection.subscribe(look);
    look();
  });
}
