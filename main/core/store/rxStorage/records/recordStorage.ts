/** A storage for the product's own database: record tables, and nothing else. */
import type { RxStorage } from 'rxdb/plugins/core';
import type { InstanceInternals, InstanceOptions } from '../openInstance.ts';
import { loadRxdb, RXDB_VERSION } from '../rxdb.ts';
import type { RecordStore } from '../../types.ts';
import { sharedFileOf } from '../sharedFile.ts';
import { recordCollectionOf } from './recordCollection.ts';

export type RecordStorage = RxStorage<InstanceInternals, InstanceOptions>;

/** @param store Must stay open until every instance has closed. */
export function createRecordStorage(store: RecordStore): RecordStorage {
  return {
    name: 'record-store',
    rxdbVersion: RXDB_VERSION,
    async createStorageInstance(params) {
      const [rxdb, { createRecordInstance }] = await Promise.all([loadRxdb(), import('./recordInstance.ts')]);
      rxdb.ensureRxStorageInstanceParamsAreCorrect(params);
      const file = sharedFileOf(store);
      const definition = recordCollectionOf(params, file);
      if (definition === null) throw new Error(`${params.databaseName}/${params.collectionName} has no record table`);
      const release = async (): Promise<void> => {};
      return createRecordInstance({ params: params as never, file, rxdb, release }, definition) as never;
    },
  };
}
