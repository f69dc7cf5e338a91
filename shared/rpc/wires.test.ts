/** Every wire over the one contract of wires, and calls over every wire. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import { describeCalls } from './calls.contract.ts';
import { createMemoryWirePair } from './memoryWire.ts';
import { createMessagePortWire } from './messagePortWire.ts';
import { createWebSocketWire, WEB_SOCKET_PAYLOAD_MAXIMUM, type WebSocketLike } from './webSocketWire.ts';
import { describeWire, type WirePair } from './wire.contract.ts';

const implementations: readonly { readonly name: string; readonly openPair: () => Promise<WirePair> }[] = [
  { name: 'memory', openPair: openMemoryPair },
  { name: 'MessageChannel', openPair: openMessagePortPair },
  {
    name: 'WebSocket (ws on both sides)',
    openPair: () =>
      openWebSocketPair(
        (url) =>
          new WsSocket(url, {
            perMessageDeflate: false,
            maxPayload: WEB_SOCKET_PAYLOAD_MAXIMUM,
          }) as unknown as WebSocketLike,
      ),
  },
  {
    name: "WebSocket (the browsers' API to ws)",
    openPair: () => openWebSocketPair((url) => new WebSocket(url)),
  },
];

for (const { name, openPair } of implementations) {
  describeWire(name, openPair);
  describeCalls(name, openPair);
}

function openMemoryPair(): Promise<WirePair> {
  const [left, right] = createMemoryWirePair();
  return Promise.resolve({ left, right, release: () => Promise.resolve() });
}

function openMessagePortPair(): Promise<WirePair> {
  const { port1, port2 } = new MessageChannel();
  return Promise.resolve({
    left: createMessagePortWire(port1),
    right: createMessagePortWire(port2),
    release: () => Promise.resolve(),
  });
}

/** Left is the window, connecting; right is the server's end. */
async function openWebSocketPair(connect: (url: string) => WebSocketLike): Promise<WirePair> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    maxPayload: WEB_SOCKET_PAYLOAD_MAXIMUM,
    perMessageDeflate: false,
  });
  await once(server, 'listening');
  const connection = once(server, 'connection') as Promise<[WsSocket]>;
  const left = createWebSocketWire(connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`));
  const [accepted] = await connection;
  const right = createWebSocketWire(accepted as unknown as WebSocketLike);
  return {
    left,
    right,
    release: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
