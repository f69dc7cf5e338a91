/**
 * A record as RxDB sees it. The body stays one nested object; beside it stand the envelope and what only this device knows (`pending`, `held`).
 *
 * RxDB knows states of a document by its revision and believes the higher one, so everything that is in a document counts the row's
 * revision up, and it never goes back while the store is open, not even for a record that left and came again.
 */
import type { RxDocumentData } from 'rxdb/plugins/core';
import type { CollectionName, RecordBody } from '../../../../../shared/domain/record.ts';
import { rowToRecord, type RecordRow } from '../../recordTables.ts';
import type { HeldRecord } from '../../types.ts';

export type RecordDocument = Omit<HeldRecord, 'collection' | 'deleted' | 'revision'>;

export type RecordDocumentData = RxDocumentData<RecordDocument>;

/** A row of a record table with the reason for which it is held. */
export interface DocumentRow extends RecordRow {
  readonly held: string | null;
}

/** What stands between SELECT and FROM, for a record table under the name `t`. The oldest parked group gives the reason. */
export const documentColumns = (collection: CollectionName): string => /* sql */ `
  t.id, t.kind, t.revision, t.version, t.deleted, t.written_at, t.home_scope, t.shares, t.created_by, t.created_at, t.updated_by,
  t.updated_at, t.pending, t.body, CASE WHEN t.pending = 1 THEN (
    SELECT coalesce(o.reason, 'invalid') FROM outbox_records r JOIN outbox o ON o.n = r.n
    WHERE r.collection = '${collection}' AND r.id = t.id AND o.state = 'parked' ORDER BY r.n LIMIT 1
  ) END AS held`;

export function rowToDocument(collection: CollectionName, row: DocumentRow): RecordDocumentData {
  const { collection: _collection, deleted, revision, writtenAt, ...record } = rowToRecord(collection, row);
  return {
    ...record,
    held: row.held === null ? null : { reason: row.held },
    _deleted: deleted,
    _rev: revisionText(revision),
    _meta: { lwt: writtenAt },
    _attachments: {},
  };
}

/** A record of which nothing is known. */
export const EMPTY_RECORD: Omit<RecordDocument, 'id'> = {
  kind: '',
  version: 0,
  homeScope: null,
  shares: [],
  createdBy: '',
  createdAt: '',
  updatedBy: '',
  updatedAt: '',
  pending: false,
  held: null,
  body: {},
};

/** Stands for a record that is here no more: nothing of its content. */
export const goneDocument = (id: string, revision: number, at: number): RecordDocumentData => ({
  id,
  ...EMPTY_RECORD,
  _deleted: true,
  _rev: revisionText(revision),
  _meta: { lwt: at },
  _attachments: {},
});

/** What RxDB takes for the document, as the store's own reading gives it, order of fields included. */
export function documentToHeld(collection: CollectionName, document: RecordDocumentData): HeldRecord {
  const { _deleted: deleted, _rev, _meta, _attachments, body, pending, held, ...envelope } = document;
  return { collection, ...envelope, deleted, body, revision: revisionHeight(_rev), pending, held };
}

const revisionText = (revision: number): string => `${revision}-record`;

export const revisionHeight = (revision: string): number => Number.parseInt(revision, 10);

export const bodyOf = (document: { readonly body?: unknown }): RecordBody => (document.body ?? {}) as RecordBody;
