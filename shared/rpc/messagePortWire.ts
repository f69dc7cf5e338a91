import type { Wire } from './wire.ts';
import { createWireEnd } from './wireEnd.ts';

/** What a browser's, Node's and Electron's MessagePort have in common (Electron's speaks `on` instead of `addEventListener`). */
export interface MessagePortLike {
  postMessage(message: unknown): void;
  close(): void;
  start?(): void;
  addEventListener?(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void;
  on?(type: 'message' | 'close', listener: (event: { data?: unknown }) => void): unknown;
}

/** A port has no reliable sign of the other side's end everywhere, so the end is said in a message of its own, which no other is. */
const END = null;

/** A wire over one port of a MessageChannel. The port belongs to the wire from now on. */
export function createMessagePortWire(port: MessagePortLike): Wire {
  const end = createWireEnd({
    transmit: (message) => port.postMessage(message),
    shut() {
      port.postMessage(END);
      port.close();
    },
  });
  listen(port, 'message', (event) => {
    if (typeof event.data === 'string' || event.data instanceof Uint8Array) return end.deliver(event.data);
    if (event.data !== END) return end.wire.close();
    end.ended();
    port.close();
  });
  listen(port, 'close', () => end.ended());
  port.start?.();
  return end.wire;
}

function listen(port: MessagePortLike, type: 'message' | 'close', listener: (event: { data?: unknown }) => void): void {
  if (port.addEventListener) port.addEventListener(type, listener);
  else port.on?.(type, (event) => listener(event ?? {}));
}
