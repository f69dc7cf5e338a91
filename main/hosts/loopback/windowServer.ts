/** Serves the window's files and its wire to a browser on this machine, behind the gate. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Randomness } from '../../../shared/base/randomness.ts';
import {
  createWebSocketWire,
  WEB_SOCKET_PAYLOAD_MAXIMUM,
  WINDOW_KEY_FRAGMENT,
  type WebSocketLike,
} from '../../../shared/rpc/webSocketWire.ts';
import type { Wire } from '../../../shared/rpc/wire.ts';
import { createGate, type Gate } from './gate.ts';
import { readWindowFiles, type WindowFile, type WindowFiles } from '../windowFiles.ts';
import { securityHeaders } from '../windowHeaders.ts';

export interface WindowServer {
  /** An address that lets one window in: it carries a one-time token. */
  issueUrl(): string;
  close(): Promise<void>;
}

export interface WindowServerOptions {
  /** 0 = any free one. Fails as `listen` does (EADDRINUSE). */
  readonly port: number;
  readonly rendererDirectory: string;
  readonly randomness: Randomness;
  /** A window has opened; the wire closes when it goes. */
  readonly onWire: (wire: Wire) => void;
  /** {@link PATIENCE} when left out. */
  readonly patience?: Patience;
}

/** How long somebody may take who is on this very machine, in milliseconds; and how many connections there may be. */
interface Patience {
  readonly head: number;
  readonly request: number;
  readonly connections: number;
}

const PATIENCE: Patience = { head: 10_000, request: 20_000, connections: 256 };

const WIRE_PATH = '/wire';
const TOKEN_PARAMETER = 'token';

export async function startWindowServer(options: WindowServerOptions): Promise<WindowServer> {
  const files = await readWindowFiles(options.rendererDirectory);
  const patience = options.patience ?? PATIENCE;
  const server = createServer(
    {
      headersTimeout: patience.head,
      requestTimeout: patience.request,
      connectionsCheckingInterval: Math.ceil(patience.head / 2),
    },
    (request, response) => answer(gate, files, request, response),
  );
  server.maxConnections = patience.connections;
  const port = await listen(server, options.port);
  const gate = createGate(port, options.randomness);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: WEB_SOCKET_PAYLOAD_MAXIMUM,
    perMessageDeflate: false,
  });
  server.on('upgrade', (request, socket, head) => {
    // Whoever hangs up while we answer must not take the core along; an accepted socket has the same listener from `ws`.
    socket.on('error', () => {});
    if (
      targetOf(request)?.pathname !== WIRE_PATH ||
      !gate.isOurHost(request) ||
      !gate.isOurOrigin(request) ||
      !gate.hasKey(request)
    )
      return refuseUpgrade(socket);
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      // The types of `ws` describe the same listeners in another way.
      options.onWire(createWebSocketWire(webSocket as unknown as WebSocketLike)),
    );
  });
  return {
    issueUrl: () => `http://127.0.0.1:${port}/?${TOKEN_PARAMETER}=${gate.issueToken()}`,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

function answer(gate: Gate, files: WindowFiles, request: IncomingMessage, response: ServerResponse): void {
  setSecurityHeaders(request, response);
  if (!gate.isOurHost(request)) return refuse(response, 421, 'This address is not served here.');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(response, 405, 'Only reading is possible here.');
  const url = targetOf(request);
  if (url === null) return refuse(response, 400, 'This is no address.');
  const token = url.searchParams.get(TOKEN_PARAMETER);
  if (token !== null) return exchangeToken(gate, token, request, response);
  // The page itself needs a session too: an unopened window learns nothing, not even the version.
  if (!gate.hasSession(request))
    return refuse(
      response,
      403,
      'این نشانی فقط با پیوندی که پیوند هنگام شروع نشان می‌دهد باز می‌شود.\nOpen this with the address that Peyvand printed when it started.',
    );
  const file = files.find(url.pathname);
  if (file) serve(file, request, response);
  else refuse(response, 404, 'Not found.');
}

function serve(file: WindowFile, request: IncomingMessage, response: ServerResponse): void {
  // The names of built files carry their hash; asking whether one is still the same costs little on one machine.
  response.setHeader('cache-control', 'no-cache');
  response.setHeader('etag', file.tag);
  if (request.headers['if-none-match'] === file.tag) return void response.writeHead(304).end();
  response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.byteLength });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

/** What is asked for, null when it is no address: `GET //` comes from anybody and parses as an address without a host. */
function targetOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://window');
}

/** A used token of a window that is already in (a reload of the first address) is no reason to shut it out. */
function exchangeToken(gate: Gate, token: string, request: IncomingMessage, response: ServerResponse): void {
  const entrance = gate.exchange(token);
  if (entrance) response.setHeader('set-cookie', entrance.cookie);
  else if (!gate.hasSession(request))
    return refuse(
      response,
      403,
      'این پیوند پیش‌تر به کار رفته است؛ پیوند را دوباره شروع کنید.\nThis address was used already. Start Peyvand again for a new one.',
    );
  const fragment = entrance ? `#${WINDOW_KEY_FRAGMENT}${entrance.key}` : '';
  // To our page, whatever was asked for: the key of the window goes along, and `//elsewhere` is a path of an address that is not ours.
  response.writeHead(303, { location: `/${fragment}`, 'cache-control': 'no-store' }).end();
}

function setSecurityHeaders(request: IncomingMessage, response: ServerResponse): void {
  const host = request.headers.host ?? '127.0.0.1';
  // 'self' does not cover ws: in every browser.
  const wire = `ws://${/^[\w.]+(:\d+)?$/.test(host) ? host : '127.0.0.1'}`;
  for (const [name, value] of Object.entries(securityHeaders([wire]))) response.setHeader(name, value);
}

function refuse(response: ServerResponse, status: number, words: string): void {
  response
    .writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' })
    .end(`${words}\n`);
}

/** Whoever keeps their side open has nothing more to say to us. */
function refuseUpgrade(socket: Duplex): void {
  socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', () => socket.destroy());
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
