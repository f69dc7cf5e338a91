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
  /** Called once, whichever side closed or failed; also when that was before the listener came. */
  onClose(listener: () => void): void;
  /** Ends both sides. What was sent before still arrives. */
  close(): void;
}

/** A message above this is refused and the wire closed: a window never sends a hundred megabytes. */
export const WIRE_MESSAGE_BYTES_MAXIMUM = 64 * 1024 * 1024;

/** Whether a message is above {@link WIRE_MESSAGE_BYTES_MAXIMUM}; text counts as UTF-8 and is measured only when its length leaves a doubt. */
export function isMessageTooLarge(message: WireMessage): boolean {
  if (message.length > WIRE_MESSAGE_BYTES_MAXIMUM) return true;
  if (typeof message !== 'string' || message.length * MOST_BYTES_PER_UNIT <= WIRE_MESSAGE_BYTES_MAXIMUM) return false;
  return new TextEncoder().encode(message).length > WIRE_MESSAGE_BYTES_MAXIMUM;
}

/** One UTF-16 code unit is at most three bytes of UTF-8. */
const MOST_BYTES_PER_UNIT = 3;
