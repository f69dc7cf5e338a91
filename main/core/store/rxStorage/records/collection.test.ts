import { createRxDatabase, type RxCollection, type RxDatabase } from 'rxdb/plugins/core';
import { describe } from 'vitest';
import { collectionOf } from '../../../../../shared/domain/catalogue.ts';
import { recordSchema } from '../../../documents/recordSchema.ts';
import { getRxStorageEncryptedSqlite } from '../../index.ts';
import { createTestStore } from '../../testing/testStore.ts';
import { collectionContract, type OpenCollection } from './collection.contract.ts';
import { RECORD_DATABASE } from './recordCollection.ts';
import type { RecordDocument } from './recordDocument.ts';

/** On a person's record store, whose database of that name it is. */
async function open(databaseName: string): Promise<OpenCollection> {
  const test = createTestStore();
  const { directory, key } = test.options;
  const definition = collectionOf('customers');
  if (!definition) throw new Error('no customers');
  let database: RxDatabase;
  const openCollection = async (): Promise<RxCollection<RecordDocument>> => {
    database = await createRxDatabase({ name: databaseName, storage: getRxStorageEncryptedSqlite({ directory, key }) });
    const added = await database.addCollections({ customers: { schema: recordSchema(definition) } });
    return added.customers as RxCollection<RecordDocument>;
  };
  return {
    collection: await openCollection(),
    newId: () => test.newId(),
    async reopen() {
      await database.close();
      return openCollection();
    },
    async close() {
      await database.close();
      await test.remove();
    },
  };
}

describe('a collection over tables of its own', () => {
  collectionContract(() => open('another'));
});
describe('a collection over record tables', () => {
  collectionContract(() => open(RECORD_DATABASE));
});
