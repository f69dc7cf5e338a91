/** express-pouchdb with everything in memory: nothing encrypted, nothing on a disk. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCommands } from './commands.ts';
import type { PeerDocument } from './peers.ts';
import { memoryPouch } from './pouch.ts';
import { loadPeer } from '../shared/peers.ts';

interface ExpressApp {
  use(path: string, handler: unknown): void;
  listen(port: number, host: string, listening: () => void): Server;
}

let server: Server | null = null;
const Pouch = memoryPouch();

serveCommands(
  {
    async start(records: readonly PeerDocument[]): Promise<string> {
      const express = loadPeer<() => ExpressApp>('express');
      const expressPouch = loadPeer<(pouch: unknown, options: object) => unknown>('express-pouchdb');
      const database = new Pouch('company');
      const documents = records.map(({ id, ...rest }) => ({ _id: id, ...rest }));
      for (let start = 0; start < documents.length; start += 5_000)
        await database.bulkDocs(documents.slice(start, start + 5_000));
      const app = express();
      app.use('/', expressPouch(Pouch, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: '/dev/null' }));
      server = await new Promise<Server>((resolve) => {
        const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/company`;
    },
    async countWithNote(note: string): Promise<number> {
      const { rows } = await new Pouch('company').allDocs({ include_docs: true });
      return rows.filter(({ doc }) => doc?.body['note'] === note).length;
    },
  },
  () => server?.closeAllConnections(),
);
