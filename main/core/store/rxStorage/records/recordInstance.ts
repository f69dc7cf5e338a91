/**
 * A storage instance over one of the product's own record tables. It is RxDB's interface to the record store and keeps the store's rules:
 * who may be told of a record is decided by sync, tombstones and removal are sync's too, and there is one road of writing.
 */
import type { BulkWriteRow, PreparedQuery, RxDocumentData, RxJsonSchema, RxStorageInstance } from 'rxdb/plugins/core';
import { createError } from '../../../../../shared/base/errors.ts';
import type { CollectionDefinition } from '../../../../../shared/domain/kind.ts';
import { measuredPacing } from '../../pacing.ts';
import { withStoreErrors } from '../../sqliteErrors.ts';
import type { InstanceInternals, InstanceOptions, OpeningInstance } from '../openInstance.ts';
import { runCount, runQuery } from '../runQuery.ts';
import { createDocumentsInHand } from './documentsInHand.ts';
import { createRecordChanges, type NoCheckpoint } from './recordChanges.ts';
import type { RecordDocument } from './recordDocument.ts';
import { recordLayout } from './recordLayout.ts';
import { createRecordReads } from './recordReads.ts';
import { writeRecords } from './recordWrites.ts';

export type RecordInstance = RxStorageInstance<RecordDocument, InstanceInternals, InstanceOptions, NoCheckpoint>;

export function createRecordInstance(
  { params, file, rxdb, release }: OpeningInstance<RecordDocument>,
  definition: CollectionDefinition,
): RecordInstance {
  if (file.records === null) throw new Error('A record instance stands on a record store');
  const { store } = file.records;
  const { collection } = definition;
  const schema: Readonly<RxJsonSchema<RxDocumentData<RecordDocument>>> = params.schema;
  const reads = createRecordReads(file.reader, collection);
  const inHand = createDocumentsInHand();
  const changes = createRecordChanges({
    store,
    collection,
    reads,
    inHand,
    pacing: measuredPacing,
    name: `${params.databaseInstanceToken}-${collection}`,
  });
  const source = { reader: file.reader, layout: recordLayout(definition), schema, rxdb };
  let closed: Promise<void> | null = null;

  /** Reads now, so that what is handed out is noted in the same turn in which it was true. */
  const reading = async <Result>(read: () => Result): Promise<Result> => {
    if (closed) throw createError('locked', { reason: 'closed', collection });
    return withStoreErrors(read);
  };

  return {
    databaseName: params.databaseName,
    collectionName: params.collectionName,
    schema,
    options: params.options,
    internals: {},
    async bulkWrite(rows: BulkWriteRow<RecordDocument>[], context: string) {
      if (closed) throw createError('locked', { reason: 'closed', collection });
      return writeRecords({ store, definition, reads, inHand, changes }, rows, context);
    },
    findDocumentsById: (ids: string[], withDeleted: boolean) =>
      reading(() =>
        reads
          .documents(ids)
          .filter((document) => withDeleted || !document._deleted)
          .map((document) => inHand.handOut(document)),
      ),
    query: (prepared: PreparedQuery<RecordDocument>) =>
      reading(() => ({ documents: runQuery(source, prepared).map((document) => inHand.handOut(document)) })),
    count: (prepared: PreparedQuery<RecordDocument>) => reading(() => runCount(source, prepared)),
    changeStream: () => changes.stream,
    /** Records are replicated by the product's own sync, with promises that RxDB's replication cannot keep. */
    async getChangedDocumentsSince() {
      throw createError('invalid_input', { reason: 'replicated_by_sync', collection });
    },
    async getAttachmentData() {
      throw createError('invalid_input', { reason: 'attachments', collection });
    },
    /** Tombstones are sync's: they go when the server says so. */
    cleanup: async () => true,
    close() {
      closed ??= Promise.resolve().then(() => {
        changes.close();
        return release();
      });
      return closed;
    },
    /** What is here belongs to a company: a purge comes from the server, never from a caller. */
    async remove() {
      throw createError('permission_denied', { reason: 'record_collection', collection });
    },
  };
}
