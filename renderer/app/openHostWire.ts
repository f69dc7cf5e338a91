/** The wire that the host of this window offers: a port from the desktop shell, else a WebSocket to where the page came from. */
import { WIRE_BY_PORT, WIRE_PARAMETER } from '../../shared/rpc/portHandOver.ts';
import { createWebSocketWire, SOCKET_PROTOCOL } from '../../shared/rpc/webSocketWire.ts';
import type { OpeningWire } from '../data/connection.ts';
import { openPortWire } from './openPortWire.ts';
import { windowKey } from './windowKey.ts';

/** Where the loopback host answers the wire, on the address that the page came from. The one-time token has become a cookie and the window's key by then. */
const WIRE_PATH = '/wire';

export function openHostWire(): OpeningWire {
  return isByPort() ? openPortWire(window) : openSocketWire();
}

/** The shell says so in the page's address: whoever waited for a port to come would have to guess how long. */
export function isByPort(): boolean {
  return new URLSearchParams(location.search).get(WIRE_PARAMETER) === WIRE_BY_PORT;
}

function openSocketWire(): OpeningWire {
  const address = new URL(WIRE_PATH, location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.hash = '';
  const key = windowKey();
  const socket = new WebSocket(address, key === null ? [SOCKET_PROTOCOL] : [SOCKET_PROTOCOL, key]);
  const ready = new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Error('closed')));
  });
  return { wire: createWebSocketWire(socket), ready };
}
