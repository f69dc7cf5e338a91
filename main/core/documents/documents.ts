/**
 * Single records, live, through RxDB. Features can ask for nothing else here: every read names a record. Lists, searches and counts are named
 * queries in SQL; writing is for commands.
 */
import type { MangoQuery, RxDocument } from 'rxdb/plugins/core';
import type { Observable } from 'rxjs';
import type { CollectionName, RecordReference } from '../../../shared/domain/record.ts';
import { documentToHeld, type RecordDocument } from '../store/rxStorage/records/recordDocument.ts';
import type { HeldRecord, RecordStore } from '../store/types.ts';
import { DOCUMENT_COLLECTIONS, type RecordCollection, type RecordDatabase } from './recordDatabase.ts';
import { streamOf } from './streamOf.ts';

export type LiveStream<Value> = AsyncIterableIterator<Value, void, void>;

export interface Documents {
  /** Whether records of a collection can be read here. */
  has(collection: CollectionName): boolean;
  /**
   * What `show` makes of the record, now and whenever that changes. A deleted record counts, as long as it is kept; null stands for one that is
   * not held here.
   */
  observeOne<Shown>(
    reference: RecordReference,
    show: (record: HeldRecord | null) => Shown,
    signal?: AbortSignal,
  ): LiveStream<Shown>;
  /** Ends all streams. Resolves when nothing here reads the store any more. */
  close(): Promise<void>;
}

export interface DocumentsOptions {
  readonly store: Pick<RecordStore, 'read'>;
  /** Called when the database is first needed. Closed here. */
  readonly openDatabase: () => Promise<RecordDatabase>;
}

export function createDocuments({ store, openDatabase }: DocumentsOptions): Documents {
  let database: Promise<RecordDatabase> | null = null;
  /** Collections that answer at once. */
  const ready = new Set<CollectionName>();
  const ending = new AbortController();

  const open = (): Promise<RecordDatabase> => {
    if (ending.signal.aborted) throw new Error('The documents are closed');
    database ??= openDatabase();
    // What failed once may work the next time.
    database.catch(() => {
      database = null;
    });
    return database;
  };

  const collectionOf = async (name: CollectionName): Promise<RecordCollection> => {
    const collection = await (await open()).collection(name);
    ready.add(name);
    return collection;
  };

  const oneOf = async (reference: RecordReference): Promise<Observable<HeldRecord | null>> =>
    oneRecord(await collectionOf(reference.collection), reference, () => store.read.record(reference));

  const whileOpen = (signal: AbortSignal | undefined): AbortSignal =>
    signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;

  return {
    has: (collection) => DOCUMENT_COLLECTIONS.includes(collection),
    observeOne(reference, show, signal) {
      return streamOf({
        open: () => oneOf(reference),
        // Nobody waits for RxDB to be loaded: the same row, read by hand.
        begin: () => (ready.has(reference.collection) ? null : { value: store.read.record(reference) }),
        show,
        signal: whileOpen(signal),
      });
    },
    async close() {
      ending.abort();
      const opened = await database?.catch(() => null);
      await opened?.close();
    },
  };
}

/** RxDB's answers never hold what is deleted; that is looked up beside it, whenever the collection changes. */
async function oneRecord(
  collection: RecordCollection,
  { collection: name, id }: RecordReference,
  readHeld: () => HeldRecord | null,
): Promise<Observable<HeldRecord | null>> {
  const { auditTime, map, of, startWith, switchMap } = await import('rxjs');
  // In a list of conditions, so that RxDB asks the storage: asked for a plain id it answers out of its cache, which hears of a change later.
  const selector = { $and: [{ id }] };
  const documents = await watchAlone(collection, { selector, limit: 1 });
  const deletedOrGone = collection.eventBulks$.pipe(auditTime(0), startWith(null), map(readHeld));
  return documents.pipe(
    switchMap((document) => (document === null ? deletedOrGone : of(documentToHeld(name, document._data)))),
  );
}

let watched = 0;

/**
 * A query of its own for each observer: one that is shared would begin with its last result, which may be older than what the observer has
 * just saved. It leaves RxDB's cache with its observer; left alone RxDB keeps a hundred per collection, results and all.
 */
async function watchAlone(
  collection: RecordCollection,
  query: MangoQuery<RecordDocument>,
): Promise<Observable<RxDocument<RecordDocument> | null>> {
  const [{ defer, finalize }, { createRxQuery, uncacheRxQuery }] = await Promise.all([
    import('rxjs'),
    import('rxdb/plugins/core'),
  ]);
  return defer(() => {
    watched += 1;
    const own = createRxQuery<RecordDocument>('findOne', query, collection, { observer: watched });
    return (own.$ as Observable<RxDocument<RecordDocument> | null>).pipe(
      finalize(() => uncacheRxQuery(collection._queryCache, own.asRxQuery)),
    );
  });
}
