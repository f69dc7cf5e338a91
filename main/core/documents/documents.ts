/**
 * Single records and small sets, live, through RxDB. Features can ask for nothing else here: every read names a record, or a field by which a
 * table finds a few, and how many at most. Lists, searches and counts are named queries in SQL; writing is for commands.
 */
import type { MangoQuery, MangoQuerySelector, MangoQuerySortPart, RxDocument } from 'rxdb/plugins/core';
import type { Observable } from 'rxjs';
import { collectionOf as definitionOf } from '../../../shared/domain/catalogue.ts';
import type { CollectionName, RecordReference } from '../../../shared/domain/record.ts';
import { documentToHeld, type RecordDocument } from '../store/rxStorage/records/recordDocument.ts';
import type { HeldRecord, RecordStore } from '../store/types.ts';
import { DOCUMENT_COLLECTIONS, type RecordCollection, type RecordDatabase } from './recordDatabase.ts';
import { indexedPaths } from './recordSchema.ts';
import { streamOf } from './streamOf.ts';

export type LiveStream<Value> = AsyncIterableIterator<Value, void, void>;

/** A small set: records whose field at `by` (a path that its table has an index on) has this value. */
export interface SmallSet {
  readonly collection: CollectionName;
  readonly by: { readonly path: string; readonly value: string };
  /** What else must be true of them, by path: one value, or any of several. */
  readonly where?: Readonly<Record<string, string | boolean | readonly string[]>>;
  /** By paths; at the end always by id, in the direction of the last. */
  readonly sort: readonly { readonly path: string; readonly descending: boolean }[];
  /** At most {@link SMALL_SET_MAXIMUM}. */
  readonly limit: number;
  /** A record that is shown with them: what they all belong to, say. */
  readonly beside?: RecordReference;
}

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
  /** What `show` makes of the records (and of the one beside them), now and whenever that changes. Deleted ones are left out. */
  observeSome<Shown>(
    set: SmallSet,
    show: (records: readonly HeldRecord[], beside: HeldRecord | null) => Shown,
    signal?: AbortSignal,
  ): LiveStream<Shown>;
  /** Ends all streams. Resolves when nothing here reads the store any more. */
  close(): Promise<void>;
}

export const SMALL_SET_MAXIMUM = 500;

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
    observeSome(set, show, signal) {
      requireSmall(set);
      const { beside } = set;
      return streamOf({
        open: async () => {
          const some = await someRecords(await collectionOf(set.collection), set);
          const { combineLatest, of } = await import('rxjs');
          return combineLatest([some, beside === undefined ? of(null) : await oneOf(beside)]);
        },
        show: ([records, one]) => show(records, one),
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
  const documents = await watchAlone<RxDocument<RecordDocument> | null>(collection, 'findOne', { selector, limit: 1 });
  const deletedOrGone = collection.eventBulks$.pipe(auditTime(0), startWith(null), map(readHeld));
  return documents.pipe(
    switchMap((document) => (document === null ? deletedOrGone : of(documentToHeld(name, document._data)))),
  );
}

async function someRecords(collection: RecordCollection, set: SmallSet): Promise<Observable<readonly HeldRecord[]>> {
  const { map } = await import('rxjs');
  const documents = await watchAlone<RxDocument<RecordDocument>[]>(collection, 'find', {
    selector: selectorOf(set),
    sort: sortOf(set),
    limit: set.limit,
  });
  return documents.pipe(map((found) => found.map((document) => documentToHeld(set.collection, document._data))));
}

let watched = 0;

/**
 * A query of its own for each observer: one that is shared would begin with its last result, which may be older than what the observer has
 * just saved. It leaves RxDB's cache with its observer; left alone RxDB keeps a hundred per collection, results and all.
 */
async function watchAlone<Result>(
  collection: RecordCollection,
  operation: 'find' | 'findOne',
  query: MangoQuery<RecordDocument>,
): Promise<Observable<Result>> {
  const [{ defer, finalize }, { createRxQuery, uncacheRxQuery }] = await Promise.all([
    import('rxjs'),
    import('rxdb/plugins/core'),
  ]);
  return defer(() => {
    watched += 1;
    const own = createRxQuery<RecordDocument>(operation, query, collection, { observer: watched });
    return (own.$ as Observable<Result>).pipe(finalize(() => uncacheRxQuery(collection._queryCache, own.asRxQuery)));
  });
}

function selectorOf({ by, where = {} }: SmallSet): MangoQuerySelector<RecordDocument> {
  const conditions = Object.entries(where).map(([path, value]) => [
    path,
    Array.isArray(value) ? { $in: value } : { $eq: value },
  ]);
  return { ...Object.fromEntries(conditions), [by.path]: { $eq: by.value } } as MangoQuerySelector<RecordDocument>;
}

function sortOf({ sort }: SmallSet): MangoQuerySortPart<RecordDocument>[] {
  const last = sort.at(-1)?.descending ?? false;
  return [...sort, { path: 'id', descending: last }].map(({ path, descending }) => ({
    [path]: descending ? 'desc' : 'asc',
  })) as MangoQuerySortPart<RecordDocument>[];
}

/** A caller that asks for more than a small set is wrong, not unlucky. */
function requireSmall({ collection, by, limit }: SmallSet): void {
  const definition = definitionOf(collection);
  if (!definition || !indexedPaths(definition).has(by.path))
    throw new Error(`${collection} has no index on ${by.path}`);
  if (!Number.isInteger(limit) || limit < 1 || limit > SMALL_SET_MAXIMUM)
    throw new Error(`A small set has 1 to ${SMALL_SET_MAXIMUM} records`);
}
