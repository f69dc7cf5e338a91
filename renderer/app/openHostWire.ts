import { createWebSocketWire } from '../../shared/rpc/webSocketWire.ts';
import type { OpeningWire } from '../data/connection.ts';

/** Where the loopback host answers the wire, on the address that the page came from. The one-time token has become a cookie by then. */
const WIRE_PATH = '/wire';

/** The wire that the host of this window offers. */
export function openHostWire(): OpeningWire {
  const address = new URL(WIRE_PATH, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  const socket = new WebSocket(address);
  const ready = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Error('closed')));
  });
  return { wire: createWebSocketWire(socket), ready };
}
