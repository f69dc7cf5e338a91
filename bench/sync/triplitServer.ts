/**
 * Triplit's server with everything in memory: `@triplit/server-core` over a WebSocket, wired as `@triplit/server` wires it, without tokens
 * to check. (That package itself brings a reporting service and three web frameworks with it, and does nothing more on this road.)
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveCommands } from './commands.ts';
import type { PeerDocument } from './peers.ts';
import { COLLECTION, openTriplitServer, type TriplitDatabase, type TriplitServer } from './triplit.ts';

const CHUNK = 1_000;
const ALL_RIGHTS = { 'x-triplit-token-type': 'secret' };

let http: Server | null = null;
let database: TriplitDatabase | null = null;

async function start(documents: readonly PeerDocument[]): Promise<string> {
  const opened = await openTriplitServer();
  const { database: own } = opened;
  database = own;
  for (let from = 0; from < documents.length; from += CHUNK)
    await own.transact(async (transaction) => {
      for (const { id, version, body } of documents.slice(from, from + CHUNK))
        await transaction.insert(COLLECTION, { id, version, body: JSON.stringify(body), note: '' });
    });
  const listening = createServer();
  http = listening;
  serve(opened.server, new WebSocketServer({ server: listening }));
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

function serve(server: TriplitServer, sockets: WebSocketServer): void {
  sockets.on('connection', (socket) => {
    const connection = server.openConnection(ALL_RIGHTS, { clientId: randomUUID(), syncSchema: false });
    connection.addListener((type, payload) => socket.send(JSON.stringify({ type, payload })));
    socket.on('message', (message: Buffer) => void connection.dispatchCommand(JSON.parse(message.toString('utf8'))));
    socket.on('close', () => server.closeConnection(connection));
    void connection.start();
  });
}

serveCommands(
  {
    start,
    async countWithNote(note: string): Promise<number> {
      if (!database) throw new Error('not started');
      const entities = await database.fetch(database.query(COLLECTION));
      return entities.filter((entity) => entity.note === note).length;
    },
  },
  () => {
    http?.closeAllConnections();
    http?.close();
  },
);
