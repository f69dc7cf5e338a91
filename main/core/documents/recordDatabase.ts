/**
 * The one RxDB database of a person at work, over the record tables of their store. Collections are opened when something of theirs is
 * first read: RxDB's open edition allows 13 in a process (`docs/decisions/0008-what-rxdb-is-for.md`).
 *
 * What RxDB keeps about itself (a token, the collections' schemas) lives in memory: a file that a person worked in for years must not
 * refuse to open because a schema was derived a little differently.
 */
import type { RxCollection, RxDatabase, RxStorage } from 'rxdb/plugins/core';
import { collections, collectionOf } from '../../../shared/domain/catalogue.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import { RECORD_DATABASE } from '../store/rxStorage/records/recordCollection.ts';
import type { RecordDocument } from '../store/rxStorage/records/recordDocument.ts';
import { recordSchema } from './recordSchema.ts';

export type RecordCollection = RxCollection<RecordDocument>;

export interface RecordDatabase {
  collection(name: CollectionName): Promise<RecordCollection>;
  close(): Promise<void>;
}

/** Lists and sums by nature: read by SQL alone. */
const LIST_COLLECTIONS: ReadonlySet<CollectionName> = new Set(['reviews', 'salesCredits', 'attachments']);

/** Everything else in the catalogue. */
export const DOCUMENT_COLLECTIONS: readonly CollectionName[] = collections
  .map(({ collection }) => collection)
  .filter((collection) => !LIST_COLLECTIONS.has(collection));

/** How long changes gather before a watched query runs again, in milliseconds. */
const THROTTLE = 50;

export interface RecordDatabaseOptions {
  /** With the record tables of one person behind it. */
  readonly storage: RxStorage<unknown, Readonly<Record<string, never>>>;
  /** Tells this person's database from any other in the process. */
  readonly owner: string;
}

export async function openRecordDatabase({ storage, owner }: RecordDatabaseOptions): Promise<RecordDatabase> {
  const [rxdb, { getRxStorageMemory }] = await Promise.all([
    import('rxdb/plugins/core'),
    import('rxdb/plugins/storage-memory'),
  ]);
  const internals = getRxStorageMemory();
  const database: RxDatabase = await rxdb.createRxDatabase({
    name: RECORD_DATABASE,
    storage: {
      name: `${storage.name}-${owner}`,
      rxdbVersion: storage.rxdbVersion,
      createStorageInstance: (params) =>
        params.collectionName === rxdb.INTERNAL_STORAGE_NAME
          ? (internals.createStorageInstance(params as never) as never)
          : (storage.createStorageInstance(params as never) as never),
    },
    multiInstance: false,
    // It has nothing to reduce: see `recordChanges.ts`.
    eventReduce: false,
    liveQueryUpdateThrottleTime: THROTTLE,
  });
  const opened = new Map<CollectionName, Promise<RecordCollection>>();
  let isClosing = false;

  const open = async (name: CollectionName): Promise<RecordCollection> => {
    const definition = DOCUMENT_COLLECTIONS.includes(name) ? collectionOf(name) : null;
    if (definition === null) throw new Error(`${name} is not an RxDB collection`);
    const added = await database.addCollections({ [name]: { schema: recordSchema(definition) } });
    const collection = added[name] as RecordCollection | undefined;
    if (!collection) throw new Error(`RxDB did not open ${name}`);
    return collection;
  };

  return {
    collection(name) {
      if (isClosing) return Promise.reject(new Error('The database is closing'));
      const known = opened.get(name);
      if (known) return known;
      const opening = open(name);
      opened.set(name, opening);
      opening.catch(() => opened.delete(name));
      return opening;
    },
    async close() {
      isClosing = true;
      await Promise.allSettled(opened.values());
      await database.close();
    },
  };
}
