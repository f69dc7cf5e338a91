/** RxDB's own suites over this storage. */
import { afterAll, describe, expect, it } from 'vitest';
import { addRxPlugin, type RxCollection } from 'rxdb/plugins/core';
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode';
import { RxDBAttachmentsPlugin } from 'rxdb/plugins/attachments';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { lendToMocha, loadRxdbTestUtils } from './testing/rxdbTestUtils.ts';
import { createTestStorage } from './testing/testStorage.ts';

// Their suites open several databases of one name, which is allowed in development mode alone; that wants validation.
disableWarnings();
addRxPlugin(RxDBDevModePlugin);
addRxPlugin(RxDBLocalDocumentsPlugin);
addRxPlugin(RxDBAttachmentsPlugin);

const test = createTestStorage();
const storage = wrappedValidateAjvStorage({ storage: test.storage });
afterAll(async () => {
  await server?.database.close();
  test.remove();
});

/** Their suites are written for Mocha, and speak of themselves on the console. */
lendToMocha({
  describe,
  it,
  itFails: it.fails,
  // RxDB's own memory storage fails it too: the replication handler of these helpers answers a conflict without the bytes.
  knownToFail: 'should keep the master attachment state on conflict',
});
const ownLog = console.log;
console.log = () => undefined;
const utils = await loadRxdbTestUtils();
utils.setConfig({
  storage: {
    name: 'encrypted-sqlite',
    getStorage: () => storage,
    getPerformanceStorage: () => ({ storage, description: 'encrypted-sqlite' }),
    hasPersistence: true,
    hasMultiInstance: true,
    hasAttachments: true,
    hasReplication: true,
  },
});
utils.getConfig();
console.log = ownLog;

interface Human {
  passportId: string;
  firstName: string;
  lastName: string;
  age?: number;
}
type Humans = RxCollection<Human>;
let server: Humans | undefined;
const requireServer = (): Humans => {
  if (!server) throw new Error('No server');
  return server;
};

function replicate(collection: Humans, isLive: boolean) {
  return replicateRxCollection<Human, unknown>({
    collection,
    replicationIdentifier: 'server',
    live: isLive,
    pull: {
      handler: utils.getPullHandler(requireServer()),
      stream$: utils.getPullStream(requireServer()),
      batchSize: 3,
    },
    push: { handler: utils.getPushHandler(requireServer()), batchSize: 3 },
  });
}

const syncOnce = async (collection: Humans): Promise<void> => {
  await replicate(collection, false).awaitInitialReplication();
};

describe('replication, over this storage on both sides', () => {
  utils.runReplicationBaseTestSuite({
    startReplication: (collection) => replicate(collection, true),
    syncOnce,
    syncOnceWithAttachments: syncOnce,
    async getAllServerDocs() {
      const found = await requireServer().storageInstance.getChangedDocumentsSince?.(1_000);
      return found?.documents ?? [];
    },
    async cleanUpServer() {
      await server?.database.close();
      server = await utils.humansCollection.createAttachments(0, 'server', false);
    },
    softDeletes: true,
    isDeleted: (document: { _deleted: boolean }) => document._deleted,
    getPrimaryOfServerDoc: (document: { passportId: string }) => document.passportId,
  });
});

describe('performance', () => {
  it('every step of the performance test finds what it must', async () => {
    const result = await utils.runPerformanceTests(storage, 'encrypted-sqlite', {
      runs: 1,
      docsAmount: 600,
      waitBetweenTests: 0,
      log: false,
    });
    expect(Object.keys(result)).toEqual(expect.arrayContaining(['find-by-query', 'find-by-ids-600', '4x-count']));
  });
});
