/** One bulk of writes, inside one transaction. What conflicts, what is an event and what becomes of attachments is decided by RxDB's helper. */
import type { BulkWriteRow, RxDocumentData, RxStorageInstance, RxStorageWriteError } from 'rxdb/plugins/core';
import type { Connection } from '../../connection.ts';
import type { Rxdb } from '../rxdb.ts';
import type { SqlValue } from '../../types.ts';
import { fromSortableText, toSortableText } from '../sortableText.ts';
import { removeAttachment, removeAttachmentsOf, writeAttachment, type BytesByBlob } from './attachments.ts';
import {
  isAfter,
  placeOf,
  type Bulk,
  type ChangesCheckpoint,
  type DocumentTable,
  type Place,
} from './documentTable.ts';
import { noteTable } from './tableRegistry.ts';

export interface WritingBulk {
  readonly writer: Connection;
  readonly rxdb: Rxdb;
  readonly table: DocumentTable;
  /** For its schema alone. */
  readonly instance: RxStorageInstance<unknown, unknown, unknown>;
  readonly rows: readonly BulkWriteRow<unknown>[];
  readonly context: string;
  readonly bytes: BytesByBlob;
}

export interface WrittenBulk {
  readonly errors: RxStorageWriteError<unknown>[];
  /** null when there is nothing to tell. */
  readonly bulk: Bulk | null;
  /** What the registry knows of the table when this is committed. */
  readonly noted: { readonly otherPaths: number; readonly lateCount: number };
}

/** Thrown when an insert met a row: the transaction is rolled back, and `writeBulk` told to look first. */
export const TAKEN = new Error('An id of the bulk is taken');

/**
 * Writes what can be written.
 * @param isOptimistic Takes it that no row exists yet, which spares a look at each, and throws {@link TAKEN} where one does.
 */
export function writeBulk(writing: WritingBulk, isOptimistic: boolean): WrittenBulk {
  const { table, writer } = writing;
  const { high } = table;
  const written: Round[] = [];
  for (const rows of isOptimistic ? [writing.rows] : roundsOf(table, writing.rows))
    written.push(writeRound(writing, rows, high, isOptimistic));
  if (table.otherPaths.size > table.otherPathsNoted || table.lateCount > table.lateCountNoted) noteTable(writer, table);
  return {
    errors: written.flatMap(({ errors }) => errors),
    bulk: joinBulks(written, table),
    noted: { otherPaths: table.otherPaths.size, lateCount: table.lateCount },
  };
}

/** The newest place: after it nothing has changed. */
export function newestCheckpoint({ high, lateCount }: DocumentTable): ChangesCheckpoint {
  return { id: fromSortableText(high.id), lwt: high.writtenAt, ...(lateCount > 0 ? { late: lateCount } : {}) };
}

interface Round {
  readonly errors: RxStorageWriteError<unknown>[];
  readonly bulk: Bulk;
}

/** Of several writes of one document in one bulk the first comes first, and the next ones meet what it has left. */
function roundsOf({ shape }: DocumentTable, rows: readonly BulkWriteRow<unknown>[]): BulkWriteRow<unknown>[][] {
  const rounds: BulkWriteRow<unknown>[][] = [];
  const seen = new Map<unknown, number>();
  for (const row of rows) {
    const id = (row.document as unknown as Readonly<Record<string, unknown>>)[shape.primaryPath];
    const round = seen.get(id) ?? 0;
    seen.set(id, round + 1);
    (rounds[round] ??= []).push(row);
  }
  return rounds;
}

function writeRound(
  { writer, rxdb, table, instance, context, bytes }: WritingBulk,
  rows: readonly BulkWriteRow<unknown>[],
  highBefore: Place,
  isOptimistic: boolean,
): Round {
  const { shape, statements, number } = table;
  const held = isOptimistic ? new Map<string, RxDocumentData<unknown>>() : heldRevisions(table, rows);
  const categorized = rxdb.categorizeBulkWriteRows<unknown>(
    instance,
    shape.primaryPath as never,
    held,
    rows as BulkWriteRow<unknown>[],
    context,
  );
  const rowFor = (document: object): SqlValue[] => {
    const row = table.rowOf(document, null);
    const place = placeOf(row);
    if (!isAfter(place, highBefore)) row[LATE_PLACE] = table.lateCount += 1;
    else if (isAfter(place, table.high)) table.high = place;
    return row;
  };
  for (const { document } of categorized.bulkInsertDocs)
    if (statements.insert.run(rowFor(document)).changes === 0) throw TAKEN;
  for (const { document } of categorized.bulkUpdateDocs) {
    const row = rowFor(document);
    statements.update.run(row);
    if (instance.schema.attachments && document._deleted) removeAttachmentsOf(writer, number, String(row.at(-1)));
  }
  const failed = new Set(categorized.errors.map(({ documentId }) => documentId));
  for (const added of [...categorized.attachmentsAdd, ...categorized.attachmentsUpdate])
    if (!failed.has(added.documentId)) writeAttachment(writer, number, bytes, added);
  for (const removed of categorized.attachmentsRemove)
    if (!failed.has(removed.documentId)) removeAttachment(writer, number, removed.documentId, removed.attachmentId);
  const { eventBulk } = categorized;
  return {
    errors: categorized.errors.map((error) => withHeldDocument(table, error)),
    // The helper also speaks of writes that failed for their attachments.
    bulk: { ...eventBulk, events: eventBulk.events.filter(({ documentId }) => !failed.has(documentId)) },
  };
}

const LATE_PLACE = 3;

/** To find conflicts the revision is enough; the whole document is read only for what conflicts. */
function heldRevisions(
  { shape, statements }: DocumentTable,
  rows: readonly BulkWriteRow<unknown>[],
): Map<string, RxDocumentData<unknown>> {
  const held = new Map<string, RxDocumentData<unknown>>();
  for (const { document } of rows) {
    const id = (document as unknown as Readonly<Record<string, string>>)[shape.primaryPath] ?? '';
    const row = statements.revision.get([toSortableText(id)]) as { revision: string } | undefined;
    if (row) held.set(id, { _rev: fromSortableText(row.revision) } as RxDocumentData<unknown>);
  }
  return held;
}

function withHeldDocument(table: DocumentTable, error: RxStorageWriteError<unknown>): RxStorageWriteError<unknown> {
  if (!('documentInDb' in error) || error.documentInDb === undefined) return error;
  const row = table.statements.body.get([toSortableText(error.documentId)]) as { body: string } | undefined;
  return row ? { ...error, documentInDb: JSON.parse(row.body) as RxDocumentData<unknown> } : error;
}

function joinBulks(rounds: readonly Round[], table: DocumentTable): Bulk | null {
  const events = rounds.flatMap(({ bulk }) => bulk.events);
  const first = rounds[0]?.bulk;
  return first && events.length > 0 ? { ...first, events, checkpoint: newestCheckpoint(table) } : null;
}
