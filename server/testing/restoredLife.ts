/** A second life of a test server: restored from a real backup into a database of its own, with a node over it and the keys of the first. */
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { DeviceCallInputs, DeviceCallName, DeviceCallReplies } from '../../shared/contract/server.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { HandshakeReply } from '../../shared/sync/protocol.ts';
import type { ServerFact } from '../../shared/sync/serverFacts.ts';
import { createServerApp, type ServerApp } from '../api/app.ts';
import { restoreBackup } from '../backup/restoreBackup.ts';
import { settleFacts } from '../facts/takeFacts.ts';
import { postOrders } from '../jobs/postOrders.ts';
import { createEventLog, type Log } from '../log.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { createOrganisationReader } from '../sync/organisation.ts';
import type { TestDevice, TestServer } from './testCompany.ts';

export interface RestoredLife {
  readonly database: Database;
  readonly app: ServerApp;
  readonly epoch: string;
  ask<Name extends DeviceCallName>(
    device: TestDevice,
    name: Name,
    input: DeviceCallInputs[Name],
  ): Promise<DeviceCallReplies[Name]>;
  /** Complete unless told otherwise. */
  bring(device: TestDevice, facts: readonly ServerFact[], complete?: boolean): Promise<DeviceCallReplies['bringFacts']>;
  /** As a device that comes from the first life. */
  greet(device: TestDevice): Promise<HandshakeReply>;
  bodyOf(collection: CollectionName, id: string): Promise<RecordBody | undefined>;
  /** What was logged: how grave, and which event. */
  readonly logged: readonly (readonly [level: string, event: string])[];
  /** What the jobs do each minute. */
  post(): Promise<number>;
  settle(): Promise<number>;
  close(): Promise<void>;
}

/** Takes the test database over, which must be empty: `close` drops it. */
export async function restoreLife(
  server: TestServer,
  directory: string,
  testDatabase: { readonly url: string; drop(): Promise<void> },
): Promise<RestoredLife> {
  const database = openDatabase({ url: testDatabase.url });
  const { keys, clock } = server;
  const { epoch } = await restoreBackup(database, clock, directory);
  const logged: [string, string][] = [];
  const log: Log = {
    info: (_facts, event) => logged.push(['info', event]),
    warn: (_facts, event) => logged.push(['warn', event]),
    error: (_facts, event) => logged.push(['error', event]),
  };
  const app = await createServerApp({ database, keys, clock, randomness: createSeededRandomness(3), log });
  const organisation = createOrganisationReader();
  const ask: RestoredLife['ask'] = (device, name, input) => app.call(name, device.token, input);
  return {
    database,
    app,
    epoch,
    logged,
    ask,
    bring: (device, facts, complete = true) => ask(device, 'bringFacts', { epoch, facts: [...facts], complete }),
    greet: (device) =>
      app.handshake(device.token, { ...device.greeting(), deviceTime: instantFromMilliseconds(clock.now()) }),
    async bodyOf(collection, id) {
      const [row] = await database.rows<{ body: RecordBody }>(
        'SELECT body FROM records WHERE collection = $1 AND id = $2',
        [collection, id],
      );
      return row?.body;
    },
    post: () => postOrders(database, keys, clock),
    settle: () => settleFacts({ database, organisation, keys, clock, log: createEventLog(log) }),
    async close() {
      await app.close();
      await database.close();
      await testDatabase.drop();
    },
  };
}
