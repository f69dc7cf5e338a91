/** A storage instance over a table of documents. */
import { Subject } from 'rxjs';
import type {
  BulkWriteRow,
  RxDocumentData,
  RxStorageBulkWriteResponse,
  RxStorageInstance,
  RxStorageInstanceCreationParams,
} from 'rxdb/plugins/core';
import { readSqliteError } from '../../sqliteErrors.ts';
import type { InstanceInternals, InstanceOptions, OpeningInstance } from '../openInstance.ts';
import { runCount, runQuery, type QuerySource } from '../runQuery.ts';
import { toSortableText } from '../sortableText.ts';
import { readAttachment, readBlobs, type BytesByBlob } from './attachments.ts';
import { readChangedDocuments } from './changedDocuments.ts';
import { removeTombstones } from './cleanup.ts';
import type { Bulk, ChangesCheckpoint, DocumentRow, DocumentTable } from './documentTable.ts';
import { openTable, removeTable, type TableKey } from './tableRegistry.ts';
import { shapeOf, tableName } from './tableShape.ts';
import { TAKEN, writeBulk, type WritingBulk, type WrittenBulk } from './writeBulk.ts';

type Instance<Document> = RxStorageInstance<Document, InstanceInternals, InstanceOptions, ChangesCheckpoint>;

export async function openDocumentInstance<Document>(opening: OpeningInstance<Document>): Promise<Instance<Document>> {
  const { params, file, rxdb } = opening;
  const { databaseName, collectionName, schema } = params;
  const key: TableKey = { databaseName, collectionName, version: schema.version };
  const table = await openTable(file, key, shapeOf(schema, rxdb));
  return createInstance(opening, table, key) as unknown as Instance<Document>;
}

type Params = RxStorageInstanceCreationParams<unknown, InstanceOptions>;
type Rows = BulkWriteRow<unknown>[];

function createInstance<Document>(
  { params: typedParams, file, rxdb, release }: OpeningInstance<Document>,
  table: DocumentTable,
  key: TableKey,
): Instance<unknown> {
  const params = typedParams as unknown as Params;
  const { writer, reader } = file;
  const { connection } = writer;
  const changes = new Subject<Bulk>();
  const hear = (bulk: Bulk): void => changes.next(bulk);
  table.listeners.add(hear);
  const source: QuerySource<DocumentRow, unknown> = { reader, layout: table.layout, schema: params.schema, rxdb };
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | null = null;

  /** Runs a call of RxDB; closing waits for it. */
  const run = <Result>(work: () => Result | Promise<Result>): Promise<Result> => {
    const call = (async () => {
      requireOpen();
      try {
        return await work();
      } catch (error) {
        throw readSqliteError(error) ?? error;
      }
    })();
    const ended = call.catch(() => undefined).finally(() => underWay.delete(ended));
    underWay.add(ended);
    return call;
  };

  const requireOpen = (): void => {
    if (closed) throw new Error(`The storage instance is closed: ${key.collectionName}`);
    if (table.isRemoved) throw new Error(`The storage instance was removed: ${key.collectionName}`);
  };

  const write = async (rows: Rows, context: string, bytes: BytesByBlob): Promise<WrittenBulk> => {
    const writing: WritingBulk = { writer: connection, rxdb, table, instance, rows, context, bytes };
    const attempt = (isOptimistic: boolean): Promise<WrittenBulk> =>
      writer.commit(() => {
        if (table.isRemoved) requireOpen();
        const { high, lateCount } = table;
        try {
          return writeBulk(writing, isOptimistic);
        } catch (error) {
          Object.assign(table, { high, lateCount });
          throw error;
        }
      });
    if (!rows.every(({ previous }) => previous === undefined)) return attempt(false);
    try {
      return await attempt(true);
    } catch (error) {
      if (error !== TAKEN) throw error;
      return attempt(false);
    }
  };

  const bulkWrite = async (rows: Rows, context: string): Promise<RxStorageBulkWriteResponse<unknown>> => {
    if (rows.length === 0) return { error: [] };
    const written = await inOrder(table, params.schema.attachments ? readBlobs(rows) : null, (bytes) =>
      write(rows, context, bytes),
    );
    table.otherPathsNoted = Math.max(table.otherPathsNoted, written.noted.otherPaths);
    table.lateCountNoted = Math.max(table.lateCountNoted, written.noted.lateCount);
    if (written.bulk) for (const listener of table.listeners) listener(written.bulk);
    return { error: written.errors };
  };

  const close = async (): Promise<void> => {
    await Promise.all(underWay);
    table.listeners.delete(hear);
    changes.complete();
    await release();
  };

  const instance: Instance<unknown> = {
    databaseName: params.databaseName,
    collectionName: params.collectionName,
    schema: params.schema,
    internals: {},
    options: params.options,
    bulkWrite: (rows, context) => run(() => bulkWrite(rows, context)),
    findDocumentsById: (ids, withDeleted) => run(() => findByIds(source, table, ids, withDeleted)),
    query: (prepared) => run(() => ({ documents: runQuery(source, prepared) })),
    count: (prepared) => run(() => runCount(source, prepared)),
    getAttachmentData: (documentId, attachmentId, digest) =>
      run(() => {
        const blob = readAttachment(reader, table.number, documentId, attachmentId, digest);
        if (blob === null) throw new Error('The attachment does not exist, or not with this digest');
        return blob;
      }),
    getChangedDocumentsSince: (limit, checkpoint) => run(() => readChangedDocuments(reader, table, limit, checkpoint)),
    changeStream() {
      requireOpen();
      return changes.asObservable();
    },
    cleanup: (minimumDeletedTime) =>
      run(() => writer.commit(() => removeTombstones(connection, table, rxdb.now() - minimumDeletedTime))),
    close() {
      closed ??= close();
      return closed;
    },
    async remove() {
      await run(() => removeTable(file, key, table));
      await instance.close();
    },
  };
  return instance;
}

/** Writes happen in the order of the calls, although the bytes of attachments must be read first. */
function inOrder<Result>(
  table: DocumentTable,
  bytes: Promise<BytesByBlob> | null,
  write: (bytes: BytesByBlob) => Promise<Result>,
): Promise<Result> {
  if (bytes === null && table.writesWaiting === 0) return write(new Map());
  table.writesWaiting += 1;
  const result = Promise.all([bytes ?? new Map<Blob, Uint8Array>(), table.writes]).then(([read]) => write(read));
  table.writes = result
    .catch(() => undefined)
    .finally(() => {
      table.writesWaiting -= 1;
    });
  return result;
}

/** In the order of the ids. One statement for all: each costs a lock on the file. */
function findByIds(
  { reader, layout }: QuerySource<DocumentRow, unknown>,
  { number }: DocumentTable,
  ids: readonly string[],
  withDeleted: boolean,
): RxDocumentData<unknown>[] {
  const rows = reader.all<DocumentRow>(
    `SELECT held.body FROM json_each(?) AS wanted CROSS JOIN ${tableName(number)} AS held ON held.id = wanted.value
     ${withDeleted ? '' : 'WHERE held.deleted = 0'}`,
    [JSON.stringify(ids.map(toSortableText))],
  );
  return rows.map((row) => layout.rowToDocument(row));
}
