/** A Triplit client with everything in memory, over a WebSocket. */
import { timed } from '../shared/rounds.ts';
import { serveCommands } from './commands.ts';
import { createContentSum, type ContentSum } from './contentSum.ts';
import { COLLECTION, openTriplitClient, type TriplitClient } from './triplit.ts';

const textToToken = (content: object): string => Buffer.from(JSON.stringify(content)).toString('base64url');
/** Nobody checks it here; the client wants to read one. */
const TOKEN = `${textToToken({ alg: 'none' })}.${textToToken({ 'x-triplit-token-type': 'secret' })}.none`;

let client: TriplitClient | null = null;
let status = 'CLOSED';
let onStatus: () => void = () => {};

function requireClient(): TriplitClient {
  if (!client) throw new Error('nothing was pulled');
  return client;
}

/** It takes a moment to notice that it is offline; what is edited within that moment would never be sent. */
async function goOffline(): Promise<void> {
  requireClient().disconnect();
  while (status !== 'CLOSED')
    await new Promise<void>((resolve) => {
      onStatus = resolve;
    });
}

/** Resolves when the server has told of each that it has it. */
function acknowledged(ids: readonly string[]): Promise<unknown> {
  return Promise.all(
    ids.map(
      (id) =>
        new Promise<void>((resolve, reject) => {
          const stops = [
            requireClient().onEntitySyncSuccess(COLLECTION, id, () => {
              for (const stop of stops) stop();
              resolve();
            }),
            requireClient().onEntitySyncError(COLLECTION, id, reject),
          ];
        }),
    ),
  );
}

serveCommands(
  {
    async pull(serverUrl: string): Promise<number> {
      if (client) await goOffline();
      const own = openTriplitClient({ serverUrl, token: TOKEN });
      client = own;
      own.onConnectionStatusChange((now) => {
        status = now;
        onStatus();
      });
      const { milliseconds } = await timed(async () => {
        await own.connect();
        await new Promise<void>((resolve, reject) => {
          own.subscribe(own.query(COLLECTION), () => undefined, reject, { onRemoteFulfilled: resolve });
        });
      });
      return milliseconds;
    },
    async contentSum(): Promise<ContentSum> {
      const sum = createContentSum();
      const own = requireClient();
      for (const { id, version, body } of await own.fetch(own.query(COLLECTION), { policy: 'local-only' }))
        sum.add(id, version, body);
      return sum.end();
    },
    async push({ ids, note }: { ids: readonly string[]; note: string }): Promise<number> {
      const own = requireClient();
      await goOffline();
      await own.transact(async (transaction) => {
        for (const id of ids)
          await transaction.update(COLLECTION, id, (entity) => {
            entity.note = note;
          });
      });
      return (
        await timed(async () => {
          const done = acknowledged(ids);
          await own.connect();
          await done;
        })
      ).milliseconds;
    },
  },
  () => undefined,
);
