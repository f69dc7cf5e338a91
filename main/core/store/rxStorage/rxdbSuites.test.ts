/** RxDB's own suites over this storage, and for comparison over RxDB's in memory. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addRxPlugin, getChangedDocumentsSince, type RxCollection, type RxStorage } from 'rxdb/plugins/core';
import { disableWarnings, RxDBDevModePlugin } from 'rxdb/plugins/dev-mode';
import { RxDBAttachmentsPlugin } from 'rxdb/plugins/attachments';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import { getRxStorageMemory } from 'rxdb/plugins/storage-memory';
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
const memoryStorage = wrappedValidateAjvStorage({ storage: getRxStorageMemory() });
afterAll(async () => {
  await server?.database.close();
  test.remove();
});

/**
 * Fails over any storage: the replication handler of these helpers answers a conflict without the bytes of attachments. The last suite of this
 * file asks it of RxDB's own memory storage: should that pass one day, this one must too.
 */
const KNOWN_TO_FAIL = 'should keep the master attachment state on conflict';
const declareFailing = (title: string, work: () => Promise<void>): void =>
  it(`${title}: fails for want of the bytes`, () => expect(work()).rejects.toThrow('attachment does not exist'));

/** Their suites are written for Mocha, and speak of themselves on the console. */
lendToMocha({ describe, it, itFails: declareFailing, knownToFail: KNOWN_TO_FAIL });
const ownLog = console.log;
console.log = () => undefined;
const utils = await loadRxdbTestUtils();
const runOver = (name: string, tested: RxStorage<unknown, Readonly<Record<string, never>>>): void =>
  utils.setConfig({
    storage: {
      name,
      getStorage: () => tested,
      getPerformanceStorage: () => ({ storage: tested, description: name }),
      hasPersistence: true,
      hasMultiInstance: true,
      hasAttachments: true,
      hasReplication: true,
    },
  });
runOver('encrypted-sqlite', storage);
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

const declareReplicationSuite = (): void =>
  utils.runReplicationBaseTestSuite({
    startReplication: (collection) => replicate(collection, true),
    syncOnce,
    syncOnceWithAttachments: syncOnce,
    async getAllServerDocs() {
      const { documents } = await getChangedDocumentsSince(requireServer().storageInstance, 1_000);
      return documents;
    },
    async cleanUpServer() {
      await server?.database.close();
      server = await utils.humansCollection.createAttachments(0, 'server', false);
    },
    softDeletes: true,
    isDeleted: (document: { _deleted: boolean }) => document._deleted,
    getPrimaryOfServerDoc: (document: { passportId: string }) => document.passportId,
  });

describe('replication, over this storage on both sides', () => {
  declareReplicationSuite();
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

describe("replication, over RxDB's memory storage", () => {
  beforeAll(() => runOver('memory', memoryStorage));
  declareReplicationSuite();
});
