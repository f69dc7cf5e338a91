/**
 * RxDB's writes on the road of a person's work: one commit, one group in the outbox, author is the person whose store it is. No feature
 * writes so (an edit through RxDB carries no word of when it began), but whoever does loses nothing and reverts nobody.
 *
 * What RxDB was given counts as a wish. What the road made of it (merged, canonical, authored, pending) is handed back in its place.
 */
import type { BulkWriteRow, RxStorageBulkWriteResponse, RxStorageWriteErrorConflict } from 'rxdb/plugins/core';
import { createError, isPeyvandError } from '../../../../../shared/base/errors.ts';
import type { CollectionDefinition, KindDefinition } from '../../../../../shared/domain/kind.ts';
import { diffBodies } from '../../../../../shared/sync/diff.ts';
import { isSameJson } from '../../../../../shared/sync/jsonValues.ts';
import type { LocalOperation, RecordStore } from '../../types.ts';
import type { DocumentsInHand } from './documentsInHand.ts';
import { toEvent, type RecordChanges } from './recordChanges.ts';
import { bodyOf, revisionHeight, type RecordDocument, type RecordDocumentData } from './recordDocument.ts';
import type { RecordReads } from './recordReads.ts';

export interface RecordWritesOptions {
  readonly store: Pick<RecordStore, 'commit' | 'identity'>;
  readonly definition: CollectionDefinition;
  readonly reads: RecordReads;
  readonly inHand: DocumentsInHand;
  readonly changes: Pick<RecordChanges, 'emit'>;
}

type Row = BulkWriteRow<RecordDocument>;

/**
 * Commits all rows that are not stale, together. Stale ones come back as conflicts.
 * @throws PeyvandError what the road refuses, and `invalid_input` for what no operation can say; then nothing is written.
 */
export async function writeRecords(
  options: RecordWritesOptions,
  rows: readonly Row[],
  context: string,
): Promise<RxStorageBulkWriteResponse<RecordDocument>> {
  const { reads, inHand, changes, store } = options;
  const error: RxStorageWriteErrorConflict<RecordDocument>[] = [];
  let open = rows;
  for (;;) {
    const current = documentsById(reads, open);
    const conflicts = open.filter((row) => isStale(row, current.get(row.document.id)));
    error.push(...conflicts.flatMap((row) => toConflict(row, current, inHand, context)));
    open = open.filter((row) => !conflicts.includes(row));
    const operations = open.flatMap((row) => toOperation(options.definition, row, current.get(row.document.id)));
    if (operations.length === 0) break;
    try {
      await store.commit({ author: store.identity.person, operations });
      break;
    } catch (refusal) {
      // The road judges by what the record has become until the commit, which is later than our look at it.
      const stale = staleRow(refusal, open);
      if (stale === null) throw refusal;
      error.push(...toConflict(stale, documentsById(reads, [stale]), inHand, context));
      open = open.filter((row) => row !== stale);
    }
  }
  const written = documentsById(reads, open);
  const events = [...written.values()]
    .filter((document) => revisionHeight(document._rev) > (inHand.known(document.id)?.revision ?? 0))
    .map((document) => toEvent(document, inHand));
  if (events.length > 0) changes.emit(events, context);
  for (const row of open) replaceDocument(row, written.get(row.document.id));
  return { error };
}

function documentsById(reads: RecordReads, rows: readonly Row[]): Map<string, RecordDocumentData> {
  const ids = rows.map((row) => row.document.id);
  return new Map(reads.documents(ids).map((document) => [document.id, document]));
}

/** By the height of the revision alone. A record that is gone is the road's to refuse. */
function isStale({ previous }: Row, current: RecordDocumentData | undefined): boolean {
  if (!current) return false;
  return !previous || revisionHeight(previous._rev) !== revisionHeight(current._rev);
}

function toConflict(
  writeRow: Row,
  current: ReadonlyMap<string, RecordDocumentData>,
  inHand: DocumentsInHand,
  context: string,
): RxStorageWriteErrorConflict<RecordDocument>[] {
  const documentInDb = current.get(writeRow.document.id);
  if (!documentInDb) throw createError('not_found', { id: writeRow.document.id });
  const { id: documentId } = inHand.handOut(documentInDb);
  return [{ status: 409, isError: true, documentId, writeRow, documentInDb, context }];
}

function staleRow(refusal: unknown, rows: readonly Row[]): Row | null {
  if (!isPeyvandError(refusal) || refusal.code !== 'stale_edit') return null;
  return rows.find((row) => row.document.id === refusal.facts['id']) ?? null;
}

/** None when nothing would change. */
function toOperation(
  definition: CollectionDefinition,
  { document, previous }: Row,
  current: RecordDocumentData | undefined,
): LocalOperation[] {
  const { collection } = definition;
  const { id, kind } = document;
  if (Object.keys(document._attachments).length > 0)
    throw createError('invalid_input', { reason: 'attachments', collection, id });
  if (!previous) {
    if (document._deleted) throw createError('invalid_input', { reason: 'created_deleted', collection, id });
    return [{ act: 'create', collection, kind, id, body: bodyOf(document) }];
  }
  if (!current) throw createError('not_found', { collection, id });
  // Nothing deleted rises again; and a record that is deleted already is as it was wanted.
  if (previous._deleted) {
    if (document._deleted) return [];
    throw createError('invalid_input', { reason: 'record_exists', collection, id });
  }
  if (document._deleted) return [{ act: 'delete', collection, kind: current.kind, id }];
  requireSameEnvelope(definition, document, previous);
  const changes = diffBodies(kindOf(definition, kind), bodyOf(previous), bodyOf(document));
  if (changes.length === 0) return [];
  return [
    {
      act: 'patch',
      collection,
      kind,
      id,
      changes,
      seen: { version: previous.version, body: bodyOf(previous) },
    },
  ];
}

/** What people edit is the body. */
const ENVELOPE = [
  'kind',
  'version',
  'homeScope',
  'shares',
  'createdBy',
  'createdAt',
  'updatedBy',
  'updatedAt',
  'pending',
  'held',
] as const;

function requireSameEnvelope(
  { collection }: CollectionDefinition,
  document: Row['document'],
  previous: RecordDocumentData,
): void {
  const moved = ENVELOPE.filter((field) => !isSameJson(document[field], previous[field]));
  if (moved.length > 0)
    throw createError('invalid_input', { reason: 'envelope', collection, id: document.id, paths: moved });
}

function kindOf(definition: CollectionDefinition, kind: string): KindDefinition {
  const known = Object.hasOwn(definition.kinds, kind) ? definition.kinds[kind] : undefined;
  if (!known) throw createError('invalid_input', { reason: 'unknown_kind', collection: definition.collection, kind });
  return known;
}

/**
 * RxDB puts into its cache what stands in the rows that it passed in. The row is its own throw-away object; the document in it is not
 * touched, for it may be anybody's. In dev-mode rows are frozen: there the cache hears of the truth by the event alone.
 */
function replaceDocument(row: Row, document: RecordDocumentData | undefined): void {
  if (document && !Object.isFrozen(row)) row.document = document;
}
