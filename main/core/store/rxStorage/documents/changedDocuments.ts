/**
 * What has changed since a checkpoint, in the order of (write time, id).
 *
 * The clock may be set back, and two bulks may carry the same time: then a document comes in at or below a place that somebody has passed.
 * Such rows are numbered (`late`), and a checkpoint says up to which number its holder has seen them, so that none is missed.
 */
import type { RxDocumentData } from 'rxdb/plugins/core';
import type { Connection } from '../../connection.ts';
import { fromSortableText, toSortableText } from '../sortableText.ts';
import type { ChangesCheckpoint, DocumentTable } from './documentTable.ts';
import { tableName } from './tableShape.ts';

export interface ChangedDocuments {
  readonly documents: RxDocumentData<unknown>[];
  readonly checkpoint: ChangesCheckpoint;
}

export function readChangedDocuments(
  reader: Connection,
  table: DocumentTable,
  wanted: number,
  since?: ChangesCheckpoint,
): ChangedDocuments {
  // SQLite counts in whole numbers.
  const limit = Math.min(Math.floor(wanted), Number.MAX_SAFE_INTEGER);
  const place = { writtenAt: since?.lwt ?? -Infinity, id: toSortableText(since?.id ?? '') };
  const lateSeen = since ? (since.late ?? 0) : 0;
  const late = since ? readLate(reader, table, limit, place, lateSeen) : [];
  const newer = readNewer(reader, table, limit - late.length, place);
  const rows = [...late, ...newer].toSorted(byPlace);
  const last = newer.at(-1);
  if (rows.length === 0) return { documents: [], checkpoint: since ?? { id: '', lwt: 0 } };
  // Those that came late are read in the order in which they came, all of them unless the limit cut them off: then the place stays.
  const lateNow = late.length === limit && late.length > 0 ? Number(late.at(-1)?.late) : table.lateCountNoted;
  return {
    documents: rows.map(({ body }) => JSON.parse(body) as RxDocumentData<unknown>),
    checkpoint: {
      id: fromSortableText(last?.id ?? place.id),
      lwt: last?.written_at ?? place.writtenAt,
      ...(lateNow > 0 ? { late: lateNow } : {}),
    },
  };
}

interface ChangedRow {
  readonly id: string;
  readonly written_at: number;
  readonly late: number | null;
  readonly body: string;
}

const byPlace = (a: ChangedRow, b: ChangedRow): number => a.written_at - b.written_at || (a.id < b.id ? -1 : 1);

interface PlaceParameters {
  readonly writtenAt: number;
  readonly id: string;
}

const readLate = (
  reader: Connection,
  { number }: DocumentTable,
  limit: number,
  { writtenAt, id }: PlaceParameters,
  seen: number,
): ChangedRow[] =>
  reader.all<ChangedRow>(
    `SELECT id, written_at, late, body FROM ${tableName(number)}
     WHERE late > ? AND (written_at, id) <= (?, ?) ORDER BY late LIMIT ?`,
    [seen, writtenAt, id, limit],
  );

const readNewer = (
  reader: Connection,
  { number }: DocumentTable,
  limit: number,
  { writtenAt, id }: PlaceParameters,
): ChangedRow[] =>
  limit <= 0
    ? []
    : reader.all<ChangedRow>(
        `SELECT id, written_at, late, body FROM ${tableName(number)}
         WHERE (written_at, id) > (?, ?) ORDER BY written_at, id LIMIT ?`,
        [writtenAt, id, limit],
      );
