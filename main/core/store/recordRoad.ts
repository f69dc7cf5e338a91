/**
 * The one road on which rows of records are written, whoever writes: a person's commit, a checkpoint, a purge, or RxDB. A row, its
 * search words and the read models that depend on it change together, in the caller's transaction.
 */
import type { Clock } from '../../../shared/base/clock.ts';
import type { CollectionName, RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import type { Connection } from './connection.ts';
import { createReadModels, type ReadModels } from './readModels.ts';
import { rebuildReadModels } from './readModelsRebuild.ts';
import { createRecordTables, type Catalogue, type RecordTables, type StoredRecord } from './recordTables.ts';
import { createSearchIndex, type SearchIndex } from './search.ts';
import type { StoreChange } from './types.ts';

export interface RecordRoad {
  read(reference: RecordReference): StoredRecord | null;
  /** `before` is the row that {@link read} gave, null when there was none. */
  put(before: StoredRecord | null, after: RecordImage, pending: boolean): void;
  /**
   * A record of the server that is not here yet; false, and nothing is changed, when it is. Of the read models only its order lines are
   * written: the caller calls {@link rebuildModels} when all are there.
   */
  insert(record: RecordImage): boolean;
  /** Every read model anew from the records; run to its end before COMMIT. */
  rebuildModels(): Generator<void, void>;
  setPending(record: StoredRecord, pending: boolean): void;
  /** What is held against the record has changed, which is shown with it and is not in its row. */
  noteHeld(record: StoredRecord): void;
  remove(before: StoredRecord): void;
  /** A record whose kind was not known when it was written: its columns, words and read models, as if it had come now. */
  takeIn(record: StoredRecord): void;
  /** The words under which the record is found, whatever stood in the index for it. */
  renewWords(record: StoredRecord): void;
  /** Brings read models up to date; run to its end before COMMIT. */
  settle(): Generator<void, void>;
  /** What was written since the last call, for the change stream. */
  takeTouched(): Pick<StoreChange, 'collections' | 'references'>;
  /** Forgets what was noted: the transaction was rolled back. */
  forget(): void;
}

export function createRecordRoad(connection: Connection, catalogue: Catalogue, clock: Clock): RecordRoad {
  const tables: RecordTables = createRecordTables(connection, catalogue);
  const search: SearchIndex = createSearchIndex(connection, catalogue);
  const models: ReadModels = createReadModels(connection);
  let touched = createTouched();

  return {
    read: (reference) => tables.read(reference),
    put(before, after, pending) {
      tables.write(before, after, pending, clock.now());
      search.update(after, before, after);
      models.touch(before, after);
      touched.add(after);
    },
    insert(record) {
      const row = tables.insert(record, clock.now());
      if (row === null) return false;
      search.insert(record, row);
      models.insertLines(record);
      touched.add(record);
      return true;
    },
    *rebuildModels() {
      yield* rebuildReadModels(connection);
      // What stands in lists and on pages beside the records has changed, though no record has.
      touched.addAllOf(COLLECTIONS_OF_MODELS);
    },
    setPending(record, pending) {
      if (record.pending === pending) return;
      tables.setPending(record, pending);
      touched.add(record);
    },
    noteHeld(record) {
      tables.touch(record);
      touched.add(record);
    },
    remove(before) {
      search.update(before, before, null);
      tables.remove(before);
      models.touch(before, null);
      touched.add(before);
    },
    takeIn(record) {
      // Without the row as it is: what an earlier program made of the body says nothing of the columns of this one.
      tables.write(null, record, record.pending, record.writtenAt);
      search.renew(record);
      models.touch(null, record);
      touched.add(record);
    },
    renewWords: (record) => search.renew(record),
    settle: () => models.settle(),
    takeTouched() {
      const taken = touched;
      touched = createTouched();
      return { collections: taken.collections, references: taken.references };
    },
    forget() {
      models.forget();
      touched = createTouched();
    },
  };
}

/** Beyond this many a change names no records: whoever shows some reads them again. */
const REFERENCES_NAMED = 1_000;

/** Where read models are shown and made from. */
const COLLECTIONS_OF_MODELS = ['customers', 'salesDocuments', 'activities', 'opportunities'] as const;

function createTouched() {
  const collections = new Set<CollectionName>();
  let references: RecordReference[] | null = [];
  return {
    collections,
    get references() {
      return references;
    },
    addAllOf(names: readonly CollectionName[]): void {
      for (const name of names) collections.add(name);
      references = null;
    },
    add({ collection, id }: RecordReference): void {
      collections.add(collection);
      if (references === null) return;
      references.push({ collection, id });
      if (references.length > REFERENCES_NAMED) references = null;
    },
  };
}
