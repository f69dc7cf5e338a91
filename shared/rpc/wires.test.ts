/** Every wire over the one contract of wires, and calls over every wire. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { MessagePort as NodePort } from 'node:worker_threads';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import { describeCalls } from './calls.contract.ts';
import { createMemoryWirePair } from './memoryWire.ts';
import { createMessagePortWire, type MessagePortLike } from './messagePortWire.ts';
import { createWebSocketWire, WEB_SOCKET_PAYLOAD_MAXIMUM, type WebSocketLike } from './webSocketWire.ts';
import { describeWire, type WirePair } from './wire.contract.ts';

const implementations: readonly { readonly name: string; readonly openPair: () => Promise<WirePair> }[] = [
  { name: 'memory', openPair: openMemoryPair },
  { name: 'MessageChannel', openPair: () => openMessagePortPair((port) => port) },
  {
    name: "MessageChannel (as Electron's main process speaks it)",
    openPair: () => openMessagePortPair(asElectronPort),
  },
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

function openMessagePortPair(adapt: (port: MessagePort) => MessagePortLike): Promise<WirePair> {
  const { port1, port2 } = new MessageChannel();
  return Promise.resolve({
    left: createMessagePortWire(adapt(port1)),
    right: createMessagePortWire(adapt(port2)),
    release: () => Promise.resolve(),
  });
}

/** Events by `on`, data inside an event, and a close without one. */
function asElectronPort(port: MessagePort): MessagePortLike {
  const nodePort = port as unknown as NodePort;
  return {
    postMessage: (message) => port.postMessage(message),
    close: () => port.close(),
    start: () => port.start(),
    on: (type, listener) =>
      nodePort.on(type, (data: unknown) => listener(type === 'message' ? { data } : (undefined as never))),
  };
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
