import { isMessageTooLarge, type Wire, type WireMessage } from './wire.ts';

/** What a wire of one kind has to do itself; everything else about a wire is the same for all. */
export interface WireMedium {
  transmit(message: WireMessage): void;
  /** Tells the other side and lets go of the medium. Called once. */
  shut(): void;
}

/** One end of a wire, and the two ways in which its medium speaks to it. */
export interface WireEnd {
  readonly wire: Wire;
  /** A message has arrived. One above the maximum closes the wire and is heard by nobody. */
  deliver(message: WireMessage): void;
  /** The other side, or the medium, is gone. */
  ended(): void;
}

export function createWireEnd(medium: WireMedium): WireEnd {
  let listener: ((message: WireMessage) => void) | null = null;
  let early: WireMessage[] = [];
  let closeListeners: (() => void)[] = [];
  let closed = false;

  function finish(): void {
    closed = true;
    const listeners = closeListeners;
    closeListeners = [];
    // In a microtask: nobody's close() runs another's listener inside its own call.
    for (const each of listeners) queueMicrotask(each);
  }

  function shut(): void {
    finish();
    medium.shut();
  }

  return {
    wire: {
      send(message) {
        if (!closed) medium.transmit(message);
      },
      onMessage(next) {
        listener = next;
        const waiting = early;
        early = [];
        for (const message of waiting) next(message);
      },
      onClose(next) {
        if (closed) queueMicrotask(next);
        else closeListeners.push(next);
      },
      close() {
        if (!closed) shut();
      },
    },
    deliver(message) {
      if (closed) return;
      if (isMessageTooLarge(message)) shut();
      else if (listener) listener(message);
      else early.push(message);
    },
    ended() {
      if (!closed) finish();
    },
  };
}
