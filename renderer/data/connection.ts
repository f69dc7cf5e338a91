/**
 * The window's connection to the core. It opens a wire, makes a client over it, and opens another by itself when the wire ends, with
 * back-off. `core` is one client for the whole life of the window, whichever wire is under it.
 */
import { createError } from '../../shared/base/errors.ts';
import { createContractClient, type CoreClient } from '../../shared/rpc/client.ts';
import type { Wire } from '../../shared/rpc/wire.ts';
import { backOffMilliseconds, pause } from './backOff.ts';
import { createMethodProxy } from './methodProxy.ts';

export type ConnectionState = 'connecting' | 'connected' | 'lost';

/** A wire under way: `ready` resolves when the other side is there, and rejects when it is not to be had. */
export interface OpeningWire {
  readonly wire: Wire;
  readonly ready: Promise<void>;
}

export interface Connection {
  readonly core: CoreClient;
  state(): ConnectionState;
  subscribe(listener: () => void): () => void;
  close(): void;
}

/** How long a call waits for a lost connection to come back before it fails with `core_unreachable`. */
const PATIENCE_MILLISECONDS = 5_000;

export function createConnection(openWire: () => OpeningWire): Connection {
  const listeners = new Set<() => void>();
  const closing = new AbortController();
  let state: ConnectionState = 'connecting';
  let client: CoreClient | null = null;

  function become(next: ConnectionState): void {
    state = next;
    for (const listener of listeners) listener();
  }

  async function keepConnected(): Promise<void> {
    for (let attempt = 0; !closing.signal.aborted; attempt += 1) {
      const ended = await connectOnce();
      if (ended.wasReady) attempt = 0;
      if (closing.signal.aborted) return;
      become('lost');
      await pause(backOffMilliseconds(attempt), closing.signal);
    }
  }

  /** Resolves when the wire has ended. */
  function connectOnce(): Promise<{ wasReady: boolean }> {
    const { wire, ready } = openWire();
    const fresh = createContractClient(wire);
    let wasReady = false;
    return new Promise((resolve) => {
      wire.onClose(() => {
        client = null;
        resolve({ wasReady });
      });
      closing.signal.addEventListener('abort', () => wire.close(), { once: true });
      ready.then(
        () => {
          wasReady = true;
          client = fresh;
          become('connected');
        },
        () => wire.close(),
      );
    });
  }

  async function currentClient(): Promise<CoreClient> {
    if (client) return client;
    const deadline = Date.now() + PATIENCE_MILLISECONDS;
    while (!client && Date.now() < deadline && !closing.signal.aborted) await nextChange(deadline - Date.now());
    if (!client) throw createError('core_unreachable');
    return client;
  }

  function nextChange(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        listeners.delete(done);
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      listeners.add(done);
    });
  }

  void keepConnected();
  return {
    core: createMethodProxy(currentClient),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => closing.abort(),
  };
}
