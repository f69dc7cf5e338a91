import { WIRE_MESSAGE_BYTES_MAXIMUM, type Wire, type WireMessage } from './wire.ts';
import { createWireEnd } from './wireEnd.ts';

/** What a browser's WebSocket and that of the `ws` package have in common. */
export interface WebSocketLike {
  readonly readyState: number;
  binaryType: string;
  send(message: string | Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: { data?: unknown }) => void): void;
}

/** For the server's end of `ws`: refuses larger messages before they are read. */
export const WEB_SOCKET_PAYLOAD_MAXIMUM = WIRE_MESSAGE_BYTES_MAXIMUM;

/** The subprotocol of the wire (RFC 6455, section 1.9); where a host wants the window's key, the key is named behind it. */
export const SOCKET_PROTOCOL = 'peyvand';
/** How a host hands the key to the page: in the fragment of the address, where no server sees it. */
export const WINDOW_KEY_FRAGMENT = 'window=';

const CONNECTING = 0;
const OPEN = 1;
/** RFC 6455 section 7.4.1: normal closure. */
const NORMAL_CLOSURE = 1000;

/** A wire over one socket, connecting or open. What is sent while it connects waits. The socket belongs to the wire from now on. */
export function createWebSocketWire(socket: WebSocketLike): Wire {
  let waiting: (string | Uint8Array<ArrayBuffer>)[] = [];
  let closesWhenOpen = false;
  const end = createWireEnd({
    transmit(message) {
      if (socket.readyState === CONNECTING) waiting.push(copyOf(message));
      // A socket that is closing may still be asked to send: its end is on its way here.
      else if (socket.readyState === OPEN) socket.send(copyOf(message));
    },
    shut() {
      closesWhenOpen = socket.readyState === CONNECTING && waiting.length > 0;
      if (!closesWhenOpen) socket.close(NORMAL_CLOSURE);
    },
  });
  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const message of waiting) socket.send(message);
    waiting = [];
    if (closesWhenOpen) socket.close(NORMAL_CLOSURE);
  });
  socket.addEventListener('message', (event) => {
    if (typeof event.data === 'string') end.deliver(event.data);
    else if (event.data instanceof ArrayBuffer) end.deliver(new Uint8Array(event.data));
    else end.wire.close();
  });
  // An error is always followed by a close; listening keeps `ws` from throwing it.
  socket.addEventListener('error', () => {});
  socket.addEventListener('close', () => end.ended());
  return end.wire;
}

/** `ws` sends bytes from the caller's own memory, and later. */
function copyOf(message: WireMessage): string | Uint8Array<ArrayBuffer> {
  return typeof message === 'string' ? message : new Uint8Array(message);
}
