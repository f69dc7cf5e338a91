/**
 * A wire carries messages both ways between a window and the core; it knows nothing of methods.
 * MessagePort, WebSocket and an in-memory pair are a page each and pass one contract suite.
 */
export type WireMessage = string | Uint8Array;

export interface Wire {
  /** Sends one whole message; after close it is a no-op. Messages arrive whole, once and in order. */
  send(message: WireMessage): void;
  /** One listener at a time; messages that came earlier are delivered to it first. */
  onMessage(listener: (message: WireMessage) => void): void;
  /** Called once, whichever side closed or failed. */
  onClose(listener: () => void): void;
  close(): void;
}

/** A message above this is refused and the wire closed: a window never sends a hundred megabytes. */
export const WIRE_MESSAGE_BYTES_MAXIMUM = 64 * 1024 * 1024;
